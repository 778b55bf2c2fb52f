import ArgumentParser

ElbowCommand.main()
