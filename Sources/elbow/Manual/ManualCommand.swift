import ArgumentParser
import DataFiles

/// `elbow manual`: the man page.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Write the man page.",
    discussion: """
      It has all commands and options, the keys of the explorer, key scripts, exit codes and what is read from the environment,
      from the tables that the program itself goes by.

      Examples:
        elbow manual | man -l -
        elbow manual --out ~/.local/share/man/man1/elbow.1
      """)

  @Option(help: "The file to write; standard output without it.", completion: .file())
  var out: String?

  func run() throws {
    do {
      try AtomicFile.write(Array(try ManualPage().text.utf8), to: out ?? "-")
    } catch let error as DataError {
      throw failing(error)
    }
  }
}
