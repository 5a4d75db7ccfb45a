"""What the rooms hand each other: frozen values without behaviour. One word a concept; see docs/words.md."""
