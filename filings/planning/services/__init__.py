"""The writes: keyword-only, one transaction each.

All raise PermissionDenied (who) and `cases.services.Refused` (what), with the form field in its
reasons.
"""
