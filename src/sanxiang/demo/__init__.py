"""The demonstration: 安州市, a fictional city, with two bureaus, people in every role, their lists, and cases in every stage.

load() makes it once; accounts() says who may sign in; fill() adds as much generated data as is wished.
"""

from sanxiang.demo.city import PASSWORD, accounts
from sanxiang.demo.generated import fill
from sanxiang.demo.load import load

__all__ = ["PASSWORD", "accounts", "fill", "load"]
