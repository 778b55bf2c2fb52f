import CellGrid
import Explorer
import Glibc
import TestSupport
import Testing

@Suite("The manual")
struct ManualTests {
  static let hasGroff = access("/usr/bin/groff", X_OK) == 0

  private func source() throws -> String {
    let result = try Program.run(["manual"])
    try #require(result.code == 0 && result.error.isEmpty, "\(result.error)")
    return result.output
  }

  /// The page as text: each paragraph on one long line, each heading with a # before it.
  private func page(_ source: String) throws -> [String] {
    let result = try Program.run(
      ["-man", "-Tascii", "-P-cbou", "-rLL=2000n", "-rHY=0", "-"], input: source, path: "/usr/bin/groff")
    #expect(result.code == 0)
    return result.output.split(separator: "\n").map { line in
      let text = String(line.drop { $0 == " " })
      return line.count - text.count < 5 ? "# \(text)" : text
    }
  }

  /// The lines below a heading, up to the next one of `ends`.
  private func part(_ heading: String, of page: [String], to ends: Set<String>) -> [String] {
    guard let start = page.firstIndex(of: "# \(heading)") else { return [] }
    return Array(page[(start + 1)...].prefix { line in !ends.contains { line == "# \($0)" } })
  }

  @Test(
    "The page is set without a warning, on a terminal of any kind and on paper",
    .enabled(if: hasGroff, "groff is not installed"), arguments: ["utf8", "ascii", "latin1", "ps"])
  func noWarning(device: String) throws {
    let result = try Program.run(
      ["-man", "-ww", "-z", "-T\(device)", "-"], input: try source(), path: "/usr/bin/groff")
    #expect(result.code == 0)
    #expect(result.error.isEmpty && result.output.isEmpty, "\(result.error)")
  }

  @Test(
    "The source is ASCII, its lines begin with macros that there are or with text, and its dashes can be copied"
  )
  func ascii() throws {
    let macros: Set = [".TH", ".nh", ".ad", ".SH", ".SS", ".PP", ".TP", ".nf", ".fi", ".RS", ".RE"]
    let text = try source()
    #expect(text.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      #expect(!line.isEmpty && line.first != "'")
      if line.hasPrefix(".") { #expect(macros.contains(String(line.prefix { $0 != " " })), "\(line)") }
      // Every dash and every backslash is part of an escape.
      var rest = line[...]
      while let mark = rest.firstIndex(where: { $0 == "\\" || $0 == "-" }) {
        #expect(rest[mark] == "\\", "\(line)")
        let next = rest.index(after: mark)
        #expect(next < rest.endIndex && "e-(&[f".contains(rest[next]), "\(line)")
        rest = rest[rest.index(after: next)...]
      }
    }
  }

  @Test(
    "Every command has a part with its purpose, its options and its examples",
    .enabled(if: hasGroff, "groff is not installed"))
  func commands() throws {
    let page = try page(try source())
    let commands = try CommandTree.program().all.dropFirst()
    let headings = Set(commands.map(\.path) + ["OPTIONS"])
    let options = part("OPTIONS", of: page, to: ["KEYS"])
    let synopsis = part("SYNOPSIS", of: page, to: ["DESCRIPTION"])
    for command in commands {
      let part = part(command.path, of: page, to: headings)
      #expect(part.first == command.abstract, "\(command.path)")
      for example in command.examples { #expect(part.contains(example), "\(command.path): \(example)") }
      let isCalled = command.subcommands?.isEmpty != false
      #expect(
        !isCalled
          || synopsis.contains { $0.hasPrefix(command.commandName == "explore" ? "elbow [" : command.path) })
      for argument in command.shown
      where !argument.typed.contains("--help") && argument.typed != ["--version"] {
        let help = try #require(argument.abstract?.split(separator: "\n").joined(separator: " "))
        let term = try #require(argument.typed.first)
        let own = part.contains { $0 == term || $0.hasPrefix(term + " ") }
        let named = (part.last ?? "").split { " ,.".contains($0) }.contains { $0 == term }
        #expect(own != named, "\(command.path) \(term)")
        let place = own ? part : options
        #expect(
          place.contains { $0.contains(help.prefix(60).filter(\.isASCII)) } || !help.allSatisfy(\.isASCII),
          "\(command.path) \(term): \(help)")
      }
    }
  }

  @Test(
    "Every key stands under its topic, with what it does", .enabled(if: hasGroff, "groff is not installed"))
  func keys() throws {
    let page = try page(try source())
    let topics = KeyBinding.Topic.allCases.map(\.rawValue)
    for binding in KeyTable.standard.bindings {
      let part = part(binding.topic.rawValue, of: page, to: Set(topics + ["SCRIPTS"]))
      let names = binding.keys.compactMap(\.name).joined(separator: ", ")
      // A term that is short stands on the line of what it means.
      let isThere =
        part.contains { $0.hasPrefix(names + " ") && $0.hasSuffix(" " + binding.help) }
        || zip(part, part.dropFirst()).contains { $0 == (names, binding.help) }
      #expect(isThere, "\(names): \(binding.help)")
    }
  }

  @Test(
    "Scripts, data, exit codes and the environment have their sections, in the order of other manuals",
    .enabled(if: hasGroff, "groff is not installed"))
  func sections() throws {
    let page = try page(try source())
    let names = [
      "NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "KEYS", "SCRIPTS", "DATA", "EXIT STATUS",
      "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO",
    ]
    #expect(page.filter { line in names.contains { line == "# \($0)" } } == names.map { "# \($0)" })
    #expect(page.contains("elbow - an explorer of latent-variable models for the terminal"))
    let scripts = part("SCRIPTS", of: page, to: ["DATA"])
    for form in ["at STEP key NAME", "wait settled", "resize WxH", "paste TEXT", "mouse ACTION X Y"] {
      #expect(scripts.contains { $0.hasPrefix(form) }, "\(form)")
    }
    let words = try #require(scripts.last)
    for word in KeyScript.OpeningWord.allCases { #expect(words.contains(word.rawValue)) }
    let data = part("DATA", of: page, to: ["EXIT STATUS"])
    for line in try Program.run(["data", "list"]).output.split(separator: "\n") {
      let name = line.prefix { $0 != " " }
      #expect(data.contains { $0.hasPrefix(name) }, "\(name)")
    }
    let codes = part("EXIT STATUS", of: page, to: ["ENVIRONMENT"]).map { String($0.prefix { $0.isNumber }) }
    #expect(codes == ["0", "1", "64", "65", "66", "69", "73", "74", "130"])
    #expect(part("ENVIRONMENT", of: page, to: ["FILES"]).contains { $0.hasPrefix("NO_COLOR") })
  }

  @Test("The page goes to a file whole, and what cannot be written is told")
  func file() throws {
    let folder = try TemporaryFolder()
    let result = try Program.run(["manual", "--out", "elbow.1"], in: folder.path)
    #expect(result.code == 0 && result.output.isEmpty && result.error.isEmpty)
    #expect(folder.read("elbow.1") == (try source()))
    #expect(try Program.run(["manual", "--out", folder.path + "/none/elbow.1"]).code == 73)
    #expect(try Program.run(["manual", "--out", "/dev/full"]).code == 74)
  }
}
