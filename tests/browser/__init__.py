"""Tests in a real Chromium. They are a package, so that they share one, and no other test has it."""
