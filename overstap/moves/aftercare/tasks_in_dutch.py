"""Tasks of aftercare in Dutch."""

from collections.abc import Mapping

from overstap.moves.aftercare.task_words import TaskWords

TASKS_NL: Mapping[str, TaskWords] = {
    "give-access": TaskWords(
        "Toegang geven tot de administratie",
        "Na het vrijgeven ziet nog niemand de administratie. U bepaalt wie erin werkt.",
        (
            "Ga naar Instellingen > Administraties.",
            "Kies bij de administratie Bewerken en dan het tabblad Gebruikers.",
            "Zet Toegang op Ja bij uzelf en bij de collega’s die erin werken.",
        ),
    ),
    "invite-people": TaskWords(
        "Gebruikers opnieuw uitnodigen",
        "Gebruikers gaan niet mee. Nodig iedereen die met de administraties werkt opnieuw uit.",
        (
            "Bekijk in de migratie wie welke rol had.",
            "Nodig hen uit onder Instellingen > Personen.",
            "Geef hun daarna toegang tot de administraties.",
        ),
    ),
    "invite-client": TaskWords(
        "De klant uitnodigen",
        "De klant werkt verder met het account dat hij al heeft; daarvoor is een uitnodiging nodig.",
        (
            "Vraag de klant met welk e-mailadres hij zich aanmeldt.",
            "Nodig dat adres uit onder Instellingen > Personen.",
            "Geef toegang tot de administraties die hij mag zien.",
        ),
    ),
    "new-delivery-address": TaskWords(
        "Het nieuwe aanleveradres doorgeven",
        "De administratie heeft een nieuw adres om documenten naartoe te mailen. Het oude werkt nog een tijd.",
        (
            "Zoek het nieuwe adres op in de migratie of onder Instellingen > Administraties.",
            "Geef het door aan de klant en aan wie documenten instuurt.",
            "Mail zelf een document, om te zien dat het aankomt.",
        ),
    ),
    "mailbox-rules": TaskWords(
        "Regels in uw mailbox nalopen",
        "Een regel die e-mail zelf doorstuurt naar het oude aanleveradres, werkt na een tijd niet meer.",
        (
            "Zoek in uw mailprogramma naar regels die doorsturen naar het oude aanleveradres.",
            "Vervang het adres, of zet de regel uit.",
        ),
    ),
    "supplier-websites": TaskWords(
        "Het aanleveradres bij leveranciers vervangen",
        "Leveranciers die hun facturen mailen, kennen nog het oude adres.",
        (
            "Ga na welke leveranciers facturen naar het oude adres mailen.",
            "Vervang het adres op hun websites, of vraag de klant dat te doen.",
        ),
    ),
    "bookmarks": TaskWords(
        "Bladwijzers vervangen",
        "Het oude adres van de omgeving toont alleen nog hoe zij was, en wijst naar de nieuwe plaats.",
        (
            "Open het nieuwe adres en bewaar het als bladwijzer.",
            "Verwijder de oude bladwijzer, en zeg het uw collega’s.",
        ),
    ),
    "becon-number": TaskWords(
        "Het beconnummer wijzigen",
        "Waarschijnlijk hoort hier nu het beconnummer van uw kantoor, in plaats van dat van het vorige.",
        (
            "Zoek het beconnummer van uw kantoor op.",
            "Vul het in bij de instellingen voor de aangiften van de administratie.",
        ),
    ),
    "tax-contact-type": TaskWords(
        "De contactsoort voor de Belastingdienst instellen",
        "Aangiften gaan in op naam van een intermediair (INT) of van de belastingplichtige zelf (BPL). Dat wisselt mee "
        "met wie de aangiften doet.",
        (
            "Open de btw-instellingen van de administratie.",
            "Kies INT als uw kantoor de aangiften doet, en BPL als de ondernemer dat zelf doet.",
        ),
    ),
    "app-connections": TaskWords(
        "Koppelingen in het App Center opnieuw activeren",
        "Koppelingen met andere software stoppen bij de overgang, want hun toestemming gold voor de oude omgeving.",
        (
            "Ga met de klant na welke koppelingen worden gebruikt.",
            "Activeer ze opnieuw in het App Center, met de inloggegevens van de leverancier.",
            "Controleer van elke koppeling of er weer iets binnenkomt.",
        ),
    ),
    "mobile-pairing": TaskWords(
        "De mobiele app opnieuw koppelen",
        "De app op de telefoon is aan de oude omgeving gekoppeld, voor elke gebruiker apart.",
        (
            "Vraag elke gebruiker de oude omgeving uit de app te verwijderen.",
            "Laat hen de app koppelen met de nieuwe omgeving, vanuit hun eigen profiel.",
        ),
    ),
    "bank-link": TaskWords(
        "De bankkoppeling met {0} opnieuw leggen",
        "De koppeling met {0} gaat niet mee: de toestemming bij de bank geldt voor de oude administratie. Bij de gever "
        "hoeft u niets te doen; daar blijft de koppeling alleen-lezen staan.",
        (
            "Ga na of de klant bij {0} bankiert, en wie er mag tekenen.",
            "Leg de koppeling in de nieuwe administratie, en laat de klant haar bij {0} bevestigen.",
            "Controleer dat de eerste afschriften aansluiten op het laatste saldo.",
        ),
    ),
    "paid-bank-link": TaskWords(
        "De bankkoppeling uitzetten waarvoor u betaalt",
        "De boeken zijn nu bij de ontvanger. Bij de bank loopt uw koppeling door, en de kosten ervan ook.",
        (
            "Vraag de ontvanger of daar al afschriften binnenkomen via een eigen koppeling.",
            "Zet uw koppeling uit bij de bank.",
        ),
    ),
    "digipoort-certificate": TaskWords(
        "Digipoort en het PKIoverheid-certificaat regelen",
        "Certificaten gaan niet mee. Zonder eigen certificaat kan de nieuwe omgeving geen aangifte doen.",
        (
            "Ga na of uw kantoor al een PKIoverheid-certificaat voor Digipoort heeft.",
            "Vraag er anders een aan; reken op een paar weken.",
            "Stel het in, en doe een proefaangifte voor de eerste echte.",
            (
                "Vraag bij de Belastingdienst machtigingen op eigen naam aan: zonder bezwaar gelden ze na 26 dagen. "
                "Leg ze vast onder Btw & belasting > Instellingen, dan hoort u wanneer het zover is. Laat het vorige "
                "kantoor de zijne intrekken."
            ),
        ),
    ),
    "user-billing": TaskWords(
        "Bepalen wie de gebruiker van de klant betaalt",
        "De gebruiker van de klant kan worden gefactureerd aan uw kantoor, of aan de klant zelf.",
        (
            "Spreek het af met de klant.",
            "Stel het in bij de gebruiker of in de overeenkomst.",
        ),
    ),
    "payment-agreement": TaskWords(
        "Een nieuwe betaalovereenkomst regelen",
        "De betaalovereenkomst van de gever gaat niet mee.",
        (
            "Spreek met de klant af hoe en aan wie hij betaalt.",
            "Leg de nieuwe overeenkomst vast onder Instellingen > Administraties.",
        ),
    ),
    "reports": TaskWords(
        "Rapporten opnieuw maken of koppelen",
        "Zelf ontworpen rapporten horen bij de oude omgeving.",
        (
            "Vraag de klant welke rapporten hij gebruikt.",
            "Maak ze hier opnieuw, of koppel rapporten die uw kantoor al heeft.",
        ),
    ),
    "delete-old-environment": TaskWords(
        "Het origineel verwijderen dat u nog alleen-lezen hebt",
        "De boeken zijn nu van de ontvanger. Wat u nog hebt, is een kopie die alleen is te lezen; die mag weg zodra de "
        "termijn om terug te geven voorbij is en u haar niet hoeft te bewaren. Het bewijs blijft.",
        (
            "Ga na of u de stukken nog moet bewaren; zet zo nodig een bewaarplicht.",
            "Open Originelen en kies bij de administratie Verwijderen.",
            "Typ de code over en bevestig.",
        ),
    ),
    "cancel-old-licence": TaskWords(
        "De oude licentie opzeggen",
        "U werkt voortaan bij uw kantoor; de licentie van uw eigen omgeving loopt door tot u opzegt.",
        (
            "Wacht tot de termijn om terug te geven voorbij is.",
            "Zeg op via de link hieronder, en bewaar de bevestiging.",
        ),
    ),
    "bank-connections": TaskWords(
        "Bankkoppelingen opnieuw leggen",
        "Bankkoppelingen worden niet gekopieerd.",
        (
            "Ga na bij welke banken de klant koppelingen had.",
            "Leg ze opnieuw in de nieuwe administratie, en laat de klant ze bij de bank bevestigen.",
        ),
    ),
    "ports": TaskWords(
        "Poorten opnieuw inrichten",
        "Poorten worden niet gekopieerd: de wegen waarlangs berichten aan bank en overheid gingen.",
        (
            "Ga na welke poorten de klant gebruikte, en wie ze beheerde.",
            "Richt de poorten in die hier nog niet bestaan.",
        ),
    ),
    "certificates": TaskWords(
        "Certificaten opnieuw inrichten",
        "Certificaten staan op naam van wie ze aanvroeg, en worden niet gekopieerd.",
        (
            "Ga na op wiens naam het certificaat stond.",
            "Gebruik het certificaat van uw kantoor, of vraag er een aan.",
        ),
    ),
    "vat-rights": TaskWords(
        "Rechten voor de btw toekennen",
        "Wie btw-aangiften mag opstellen, goedkeuren en insturen, is een instelling van de omgeving en wordt niet "
        "gekopieerd.",
        (
            "Bepaal wie de aangiften opstelt, en wie ze goedkeurt.",
            "Ken die rechten hier toe, vóór de eerstvolgende aangifte.",
        ),
    ),
    "reporting-structure": TaskWords(
        "De rapportagestructuur inrichten",
        "De rapportagestructuur en wie haar mag zien, worden niet gekopieerd.",
        (
            "Ga na of uw kantoor een structuur heeft die past.",
            "Koppel de administratie eraan, of bouw de oude na.",
        ),
    ),
}
