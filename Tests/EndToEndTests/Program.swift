import CellGrid
import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// The real binary, as a person runs it.
enum Program {
  /// Where the build put it: beside the tests.
  static let path = siblingPath("elbow")

  /// A plain environment of a terminal with 256 colours.
  static let environment = [
    "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp",
  ]

  /// The explorer in a terminal of `size`, once the lab is on the screen.
  static func explorer(
    _ arguments: [String] = [], size: Size = Size(100, 30), environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(
      running: path, arguments: arguments,
      environment: Program.environment.merging(environment) { _, new in new }, size: size)
    _ = terminal.waitForText("At the start")
    return terminal
  }

  /// A shell in a terminal, whose jobs can be suspended.
  static func shell(size: Size = Size(100, 30)) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(
      running: "/bin/bash", arguments: ["--norc", "--noprofile", "-i"],
      environment: environment.merging(["PS1": "ready> "]) { _, new in new }, size: size)
    _ = terminal.waitForText("ready>")
    return terminal
  }

  /// What a command says with `--json`, by the names of the members.
  static func decoded<Value: Decodable>(_ arguments: [String], _: Value.Type = Value.self) throws -> Value {
    let result = try run(arguments + ["--json"])
    try #require(result.code == 0, "\(result.error)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Value.self, from: Data(result.output.utf8))
  }

  /// What a run without a terminal gave.
  struct Result {
    let code: Int32
    let output: String
    let error: String
  }

  /// Runs the binary without a terminal and waits for its end.
  static func run(
    _ arguments: [String], input: String = "", in directory: String = "/tmp", path: String = Program.path
  ) throws -> Result {
    let folder = try TemporaryFolder()
    let inputPath = folder.path + "/in"
    try folder.write(input, to: "in")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, inputPath, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, folder.path + "/out", O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, folder.path + "/err", O_WRONLY | O_CREAT, 0o600)
    // env(1) changes the directory: the call that would is not in every C library.
    var arguments = (["env", "-C", directory, path] + arguments).map { strdup($0) } + [nil]
    var environment = Program.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in arguments + environment { free(pointer) } }
    var process = pid_t()
    let failed = posix_spawn(&process, "/usr/bin/env", &actions, nil, &arguments, &environment)
    guard failed == 0 else { throw TemporaryFolder.Refused(path: path, code: failed) }
    var status: CInt = 0
    waitpid(process, &status, 0)
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    return Result(code: code, output: folder.read("out"), error: folder.read("err"))
  }
}
