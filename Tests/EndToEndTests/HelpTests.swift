import TestSupport
import Testing

@Suite("Help")
struct HelpTests {
  @Test("Every command says in a sentence what it does, and shows how it is called")
  func everyCommand() throws {
    let commands = try CommandTree.program().all
    #expect(commands.count >= 29)
    for command in commands {
      let abstract = command.abstract ?? ""
      #expect(abstract.hasSuffix(".") && abstract.first?.isUppercase == true, "\(command.path): \(abstract)")
      #expect(!command.examples.isEmpty, "\(command.path) has no example")
      for argument in command.shown {
        let help = argument.abstract ?? ""
        #expect(!help.isEmpty, "\(command.path) \(argument.typed)")
      }
    }
  }

  @Test("Every example calls a command that there is, with options that it has")
  func examples() throws {
    let program = try CommandTree.program()
    let commands = program.all
    var called: Set<String> = []
    for command in commands {
      for example in command.examples {
        let calls = example.split(separator: "|").map { $0.split(separator: " ").map(String.init) }
        #expect(calls.contains { $0.first == "elbow" }, "\(command.path): \(example)")
        for words in calls where words.first == "elbow" {
          let named = commands.filter { words.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
          let target = try #require(
            named?.path == "elbow" ? commands.first { $0.path == "elbow explore" } : named)
          called.insert(target.path)
          let known = target.shown.flatMap(\.typed)
          for word in words where word.hasPrefix("-") && word != "-" {
            #expect(known.contains(word), "\(example): \(word)")
          }
        }
      }
    }
    // A command without commands of its own is called by an example of its own.
    for command in commands where command.subcommands?.isEmpty != false {
      #expect(called.contains(command.path), "\(command.path)")
    }
  }

  @Test("Help of every command is on standard output, with what it does and its examples")
  func help() throws {
    for command in try CommandTree.program().all {
      let result = try Program.run(command.words.dropFirst() + ["--help"])
      #expect(result.code == 0 && result.error.isEmpty, "\(command.path)")
      #expect(result.output.contains("USAGE: elbow"), "\(command.path)")
      // Long lines are broken between words.
      let words = result.output.split { $0.isWhitespace }
      for example in command.examples {
        #expect(words.contains(example.split(separator: " ")), "\(command.path): \(example)")
      }
    }
  }

  @Test("The version is that of the newest entry in the changelog")
  func version() throws {
    let result = try Program.run(["--version"])
    #expect(result.code == 0 && result.error.isEmpty)
    let changelog = try #require(
      text(ofFile: repositoryPath("README.md")).split(separator: "## Changelog").last)
    let newest = try #require(changelog.split(separator: "**").dropFirst().first)
    #expect(result.output == newest + "\n")
    #expect(newest.split(separator: ".").count == 3)
  }
}
