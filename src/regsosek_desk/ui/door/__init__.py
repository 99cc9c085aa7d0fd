"""The way in: PIN, enrolment of this laptop, and the lock over the window while nobody is there."""
