"""What the learner touches. Widgets hold state and events; numbers come from algorithm, pictures from views."""
