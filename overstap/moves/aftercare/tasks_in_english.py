"""Tasks of aftercare in English."""

from collections.abc import Mapping

from overstap.moves.aftercare.task_words import TaskWords

TASKS_EN: Mapping[str, TaskWords] = {
    "give-access": TaskWords(
        "Give access to the administration",
        "After the release nobody sees the administration yet. You decide who works in it.",
        (
            "Go to Settings > Administrations.",
            "Choose Edit beside the administration, then the tab Users.",
            "Set Access to Yes for yourself and for the colleagues who work in it.",
        ),
    ),
    "invite-people": TaskWords(
        "Invite users again",
        "Users do not go along. Invite everybody who works with the administrations again.",
        (
            "See in the migration who had which role.",
            "Invite them under Settings > People.",
            "Then give them access to the administrations.",
        ),
    ),
    "invite-client": TaskWords(
        "Invite the client",
        "The client goes on with the account they have; that takes an invitation.",
        (
            "Ask the client with which e-mail address they sign in.",
            "Invite that address under Settings > People.",
            "Give access to the administrations that they may see.",
        ),
    ),
    "new-delivery-address": TaskWords(
        "Pass on the new delivery address",
        "The administration has a new address to mail documents to. The old one works for a while.",
        (
            "Look up the new address in the migration or under Settings > Administrations.",
            "Pass it on to the client and to whoever sends documents.",
            "Mail a document yourself, to see that it arrives.",
        ),
    ),
    "mailbox-rules": TaskWords(
        "Check the rules of your mailbox",
        "A rule that forwards mail to the old delivery address by itself stops working after a while.",
        (
            "Look in your mail program for rules that forward to the old delivery address.",
            "Replace the address, or switch the rule off.",
        ),
    ),
    "supplier-websites": TaskWords(
        "Replace the delivery address at suppliers",
        "Suppliers who mail their invoices still know the old address.",
        (
            "Find out which suppliers mail invoices to the old address.",
            "Replace the address on their websites, or ask the client to.",
        ),
    ),
    "bookmarks": TaskWords(
        "Replace bookmarks",
        "The old address of the environment only shows how it was, and points to the new place.",
        (
            "Open the new address and keep it as a bookmark.",
            "Remove the old bookmark, and tell your colleagues.",
        ),
    ),
    "becon-number": TaskWords(
        "Change the becon number",
        "Probably the becon number of your office belongs here now, instead of that of the previous one.",
        (
            "Look up the becon number of your office.",
            "Fill it in with the settings for tax returns of the administration.",
        ),
    ),
    "tax-contact-type": TaskWords(
        "Set the contact type for the tax authority",
        "Returns are filed in the name of an intermediary (INT) or of the taxpayer (BPL). That changes with whoever "
        "files them.",
        (
            "Open the VAT settings of the administration.",
            "Choose INT where your office files the returns, and BPL where the entrepreneur does.",
        ),
    ),
    "app-connections": TaskWords(
        "Activate connections in the App Center again",
        "Connections with other software stop at the switch, for their consent was for the old environment.",
        (
            "Find out with the client which connections are used.",
            "Activate them again in the App Center, with the supplier’s login.",
            "Check of each connection that something comes in again.",
        ),
    ),
    "mobile-pairing": TaskWords(
        "Pair the mobile app again",
        "The app on the telephone is paired with the old environment, for every user apart.",
        (
            "Ask every user to remove the old environment from the app.",
            "Let them pair the app with the new environment, from their own profile.",
        ),
    ),
    "bank-link": TaskWords(
        "Make the bank link with {0} again",
        "The link with {0} does not go along: the consent at the bank is for the old administration. There is nothing "
        "to do at the giver; the link stays there, read-only.",
        (
            "Find out whether the client banks with {0}, and who may sign.",
            "Make the link in the new administration, and let the client confirm it at {0}.",
            "Check that the first statements follow on the last balance.",
        ),
    ),
    "paid-bank-link": TaskWords(
        "Switch off the bank link that you pay for",
        "The books are at the receiver's now. At the bank your link goes on, and so does what it costs.",
        (
            "Ask the receiver whether statements arrive there by a link of its own.",
            "Switch your link off at the bank.",
        ),
    ),
    "digipoort-certificate": TaskWords(
        "Arrange Digipoort and the PKIoverheid certificate",
        "Certificates do not go along. Without one of its own the new environment cannot file returns.",
        (
            "Find out whether your office has a PKIoverheid certificate for Digipoort already.",
            "If not, apply for one; it takes a few weeks.",
            "Set it up, and file a test return before the first real one.",
            (
                "Ask for authorisations in your own name at the tax authority: by silence one is active after 26 days. "
                "Put them down under VAT & tax > Settings, and you are told when they are. Let the previous office "
                "withdraw its own."
            ),
        ),
    ),
    "user-billing": TaskWords(
        "Decide who pays for the client’s user",
        "The client’s user can be invoiced to your office, or to the client directly.",
        (
            "Agree on it with the client.",
            "Set it with the user or in the agreement.",
        ),
    ),
    "payment-agreement": TaskWords(
        "Arrange a new payment agreement",
        "The giver’s payment agreement does not go along.",
        (
            "Agree with the client how and whom they pay.",
            "Put the new agreement down under Settings > Administrations.",
        ),
    ),
    "reports": TaskWords(
        "Make or link reports again",
        "Reports of one’s own design belong to the old environment.",
        (
            "Ask the client which reports they use.",
            "Make them here again, or link reports that your office has already.",
        ),
    ),
    "delete-old-environment": TaskWords(
        "Delete the original that you still have read-only",
        "The books are the receiver’s now. What you still have is a copy that can be read only; it may go once it can "
        "no longer be given back and you need not keep it. The proof stays.",
        (
            "Find out whether you still have to keep the records; set a legal hold if so.",
            "Open Originals and choose Delete beside the administration.",
            "Type the code and confirm.",
        ),
    ),
    "cancel-old-licence": TaskWords(
        "Cancel the old licence",
        "From now on you work at your office; the licence of your own environment goes on until you cancel it.",
        (
            "Wait until the migration can no longer be given back.",
            "Cancel through the link below, and keep the confirmation.",
        ),
    ),
    "bank-connections": TaskWords(
        "Make bank connections again",
        "Bank connections are not copied.",
        (
            "Find out with which banks the client had connections.",
            "Make them again in the new administration, and let the client confirm them at the bank.",
        ),
    ),
    "ports": TaskWords(
        "Set up ports again",
        "Ports are not copied: the ways by which messages went to bank and government.",
        (
            "Find out which ports the client used, and who managed them.",
            "Set up those that do not exist here yet.",
        ),
    ),
    "certificates": TaskWords(
        "Set up certificates again",
        "Certificates are in the name of whoever applied for them, and are not copied.",
        (
            "Find out in whose name the certificate was.",
            "Use your office’s certificate, or apply for one.",
        ),
    ),
    "vat-rights": TaskWords(
        "Grant rights for VAT",
        "Who may prepare, approve and file VAT returns is a setting of the environment, and is not copied.",
        (
            "Decide who prepares the returns, and who approves them.",
            "Grant those rights here, before the next return.",
        ),
    ),
    "reporting-structure": TaskWords(
        "Set up the reporting structure",
        "The reporting structure, and who may see it, are not copied.",
        (
            "Find out whether your office has a structure that fits.",
            "Link the administration to it, or build the old one again.",
        ),
    ),
}
