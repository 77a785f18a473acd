"""Word lists: invented names from common Dutch words. None is meant to be an existing person or company."""

FIRST_NAMES = (
    "Anna", "Bram", "Carla", "Daniëlle", "Eva", "Floris", "Gijs", "Hanneke", "Iris", "Jurriaan", "Koen", "Lotte",
    "Mees", "Noël", "Olivier", "Pepijn", "Renée", "Sanne", "Teun", "Wouter", "Yusuf", "Zoë", "Fatima", "José",
)  # fmt: skip
SURNAMES = (
    "de Jong", "Jansen", "van den Berg", "Bakker", "Visser", "Mulder", "van 't Hoff", "ter Horst", "Hoekstra", "Kuiper",
    "van der Linden", "Postma", "Wiersma", "Brouwer", "Schouten", "Verhoeven", "Dijkstra", "Molenaar", "Özdemir",
    "Nguyen", "Bennani", "Faber", "Veenstra", "van Rijswijck", "Bruïn", "Snoek", "Sperwer", "Roelofs",
)  # fmt: skip
TRADE_WORDS = (
    "Aannemersbedrijf", "Administratiekantoor", "Bakkerij", "Bloemenhuis", "Brouwerij", "Drukkerij", "Fietsenwinkel",
    "Hoveniersbedrijf", "Installatiebedrijf", "Kapsalon", "Loonbedrijf", "Meubelmakerij", "Naaiatelier", "Restaurant",
    "Schildersbedrijf", "Slagerij", "Tandartspraktijk", "Technisch Bureau", "Timmerbedrijf", "Transportbedrijf",
    "Uitgeverij", "Verhuurbedrijf", "Wijnhandel", "Zeilmakerij", "Ingenieursbureau", "Zorggroep", "Zuivelhandel",
)  # fmt: skip
FANTASY = (
    "De Gouden Karper", "Het Blauwe Hek", "Zonneweide", "Noordenwind", "De Drie Eiken", "Rietkraag", "De Oude Sluis",
    "Waterlelie", "Vlierzicht", "Het Spinnewiel", "De Korenbloem", "Houtduif", "Zilvermeeuw", "Kwartier Zeven",
)  # fmt: skip
LEGAL_FORMS = ("B.V.", "B.V.", "B.V.", "V.O.F.", "N.V.", "", "Holding B.V.", "Stichting")
ODD_NAMES = (
    "Bakker & Zonen B.V.",
    "Café 't Hoekje",
    'Herberg "De Gouden Leeuw" V.O.F.',
    "Q",
    "Brood, Boter & Bønen <Lokaal> B.V.",
    "€uro-Wijn Import B.V.",
    "Ateliér Ærø",
    "O'Nijhuis & Zoë IT",
)
GERMAN_NAMES = ("Müller & Söhne Musterwerke GmbH", "Nordlicht Großhandel GmbH", "Beispielbau Köln AG", "Weißbach KG")
BELGIAN_NAMES = ("Maison Élan S.A.", "Drukkerij De Voorbeelden BV", "Brasserie du Modèle S.A.", "Staal Kempen NV")
AMERICAN_NAMES = ("Sample Harbor Trading Inc.", "Blue Heron Examples LLC", "Prairie Software Corp.", "Acorn & Oak Inc.")
BRITISH_NAMES = ("Specimen & Sons Ltd", "Fenland Example Tools Ltd", "Thistle Imports plc", "Humber Model Works Ltd")
STREETS = (
    "Dorpsstraat", "Kerkstraat", "Stationsweg", "Molenweg", "Lindelaan", "Industrieweg", "Havenstraat", "Julianalaan",
    "Nieuwe Gracht", "Oude Rijnsingel", "Korenmolen", "Zeedijk", "Parallelweg", "Burgemeester Smitsplein", "Eikenlaan",
    "Plein 1945", "Sint-Janskerkhof", "Prinses Irenestraat", "'t Zand", "De Trompet",
)  # fmt: skip
CITIES = (
    "Amersfoort", "Apeldoorn", "Arnhem", "Assen", "Breda", "Delft", "Deventer", "Dokkum", "Ede", "Eindhoven",
    "Enschede", "Goes", "Gouda", "Groningen", "'s-Hertogenbosch", "Hoorn", "Leeuwarden", "Maastricht", "Middelburg",
    "Nijmegen", "Roermond", "Sneek", "Tilburg", "Utrecht", "Venlo", "Zutphen", "Zwolle", "Súdwest-Fryslân",
)  # fmt: skip
FOREIGN_CITIES = {
    "DE": ("Köln", "Münster", "Oldenburg"),
    "BE": ("Gent", "Liège", "Hasselt"),
    "US": ("Boston", "Portland", "Duluth"),
    "GB": ("Hull", "Leeds", "Ely"),
}
FOREIGN_STREETS = {"DE": "Musterstraße", "BE": "Rue de l'Exemple", "US": "Sample Avenue", "GB": "Example Road"}
AREA_CODES = ("010", "020", "030", "040", "050", "055", "058", "070", "073", "085")
