"""Tables of bank and cash. Reached through actions.py, queries.py and store.py only.

Master data of an administration, keyed by account number, statement number and position; copied at a move.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.books.bank.values import AccountKind, LineState, LinkState, MatchState
from overstap.tenancy.models import Administration, choices

NUMBER = 40  # letters of an account number: an IBAN has 34 at most


class BankAccount(models.Model):
    """A bank account or a cash box, with the ledger account and journal that it is booked on."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=NUMBER)  # an IBAN; of a cash box a code
    kind = models.CharField(max_length=4, choices=choices(AccountKind))
    bank = models.CharField(max_length=20, blank=True)  # banks.BANKS; empty: another one
    name = models.TextField(blank=True)
    currency = models.CharField(max_length=3)
    account_code = models.TextField(blank=True)
    journal_code = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    statements = models.IntegerField(default=0)  # how many there are: the number of the newest
    moved_after = models.IntegerField(null=True, blank=True)  # the newest when it moved last; null: never moved

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "number"), name="bank_account_once"),)

    def __str__(self) -> str:
        return self.number


class Statement(models.Model):
    """A statement that was imported. ``number`` counts from 1 in the account, in the order of arrival."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, db_index=False)
    account_number = models.CharField(max_length=NUMBER)
    number = models.IntegerField()
    reference = models.TextField(blank=True)  # how the bank numbers it
    opened_on = models.DateField()
    closed_on = models.DateField()
    opening = models.DecimalField(max_digits=20, decimal_places=2)
    closing = models.DecimalField(max_digits=20, decimal_places=2)
    line_count = models.IntegerField()
    fingerprint = models.CharField(max_length=64)  # SHA-256 of what the bank said
    source = models.CharField(max_length=20)  # camt.053.001.02, mt940
    file_name = models.TextField()
    file_sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField(default=timezone.now)
    imported_by = models.BigIntegerField()  # Person.id

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("administration", "account_number", "number"), name="bank_statement_once"),
        )
        indexes = (
            models.Index(
                fields=("administration", "account_number", "closed_on", "number"), name="bank_statement_days"
            ),
            models.Index(fields=("administration", "file_sha256"), name="bank_statement_file"),
        )

    def __str__(self) -> str:
        return f"{self.account_number} {self.number}"


class StatementLine(models.Model):
    """A line of a statement; ``position`` counts from 1."""

    # No constraint: PostgreSQL would look up the administration once for each of a hundred thousand lines. The policy
    # lets no line through whose administration is not there.
    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    account_number = models.CharField(max_length=NUMBER)
    statement_number = models.IntegerField()
    position = models.IntegerField()
    booked_on = models.DateField()
    value_on = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)  # in positive, out negative
    state = models.CharField(max_length=10, choices=choices(LineState))
    counter_name = models.TextField(blank=True)
    counter_account = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    bank_reference = models.TextField(blank=True)
    code = models.TextField(blank=True)
    description = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("administration", "account_number", "statement_number", "position"), name="bank_line_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("administration", "account_number", "statement_number", "position"),
                condition=Q(state=LineState.WAITING),
                name="bank_line_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_number} {self.statement_number}/{self.position} {self.amount}"


class BankMatch(models.Model):
    """What a person decided about (a part of) a line: that it pays an open item, or that it is dealt with otherwise.

    ``nr`` counts from 1 within the line. Parts that were confirmed together have one entry in the ledger.
    """

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, db_index=False)
    account_number = models.CharField(max_length=NUMBER)
    statement_number = models.IntegerField()
    position = models.IntegerField()
    nr = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=choices(MatchState))
    amount = models.DecimalField(max_digits=20, decimal_places=2)  # of the line, signed as it
    item_kind = models.CharField(max_length=2, blank=True)  # CU, SU; empty: dealt with otherwise
    relation_code = models.TextField(blank=True)
    invoice_ref = models.TextField(blank=True)
    score = models.SmallIntegerField(default=0)
    reasons = models.JSONField(default=list)  # list of [values.Reason, points]
    journal_code = models.TextField(blank=True)  # of the entry that was booked
    entry_number = models.TextField(blank=True)
    entry_seq = models.BigIntegerField(null=True, blank=True)  # its sequence number in the ledger
    in_subledger = models.BooleanField(default=False)  # whether the payment stands in the sub-ledger too
    undone_by_entry = models.TextField(blank=True)  # number of the entry that takes it back
    note = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.TextField()  # the name of the person
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("administration", "account_number", "statement_number", "position", "nr"),
                name="bank_match_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_number} {self.statement_number}/{self.position} {self.relation_code} {self.invoice_ref}"


class BankLink(models.Model):
    """That statements of an account come from the bank by themselves: who holds the consent for it, and until when.

    The consent itself lies at the bank; this says what people said of it. ``before`` keeps what a move changed, as it
    was at the giver's.
    """

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, db_index=False)
    account_number = models.CharField(max_length=NUMBER)
    bank = models.CharField(max_length=20, blank=True)  # banks.BANKS; empty: another one
    state = models.CharField(max_length=12, choices=choices(LinkState))
    holder_name = models.TextField()
    holder_email = models.EmailField(max_length=254, blank=True)
    paid = models.BooleanField(default=False)
    since = models.DateField()
    consent_until = models.DateField()
    confirmed_by = models.TextField(blank=True)  # who said last that the consent was given
    confirmed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "account_number"), name="bank_link_once"),)

    def __str__(self) -> str:
        return f"{self.account_number} {self.state}"


class BankConsent(models.Model):
    """A personal link by which the account holder confirms that consent was given; only a hash of it is kept."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, db_index=False)
    account_number = models.CharField(max_length=NUMBER)
    token_hash = models.CharField(max_length=64)
    email = models.EmailField(max_length=254)
    asked_by = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)  # wrong answers to the question which account it is
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "token_hash"), name="bank_consent_once"),)
        indexes = (models.Index(fields=("token_hash",), name="bank_consent_token"),)

    def __str__(self) -> str:
        return f"{self.account_number} {self.email}"
