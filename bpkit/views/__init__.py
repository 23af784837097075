"""Numbers in, pictures out. Every view is a pure function: no state, no events, no mathematics.

Networks, matrices and sentences are SVG and HTML strings, made of the parts in ``cells``; the same string serves the
live widget, the static picture in a saved notebook, and the tests.
What the notebooks draw themselves is matplotlib, in ``plots``; axes in, artists out.
"""
