import ArgumentParser

if let script = CompletionScript(askedForBy: Array(CommandLine.arguments.dropFirst())) {
  do { try output(script.text) } catch { ElbowCommand.exit(withError: error) }
} else {
  ElbowCommand.main()
}
