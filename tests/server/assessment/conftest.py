from tests.server.scorecards.conftest import office

__all__ = ["office"]
