"""The models of the app, where Django looks for them."""

from filings.papers.kept import models as models
