import CellGrid
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@Suite("Saving, whatever happens")
struct SavingTests {
  private static let fit = ["fit", "gmm", "--data", "faithful", "--components", "2", "--iterations", "3"]

  private func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private func shell(_ script: String) throws -> Program.Result {
    try Program.run(["--norc", "-c", script, Program.path], path: "/bin/bash")
  }

  @Test("A writer that is killed in the middle leaves the old file as it was")
  func killed() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b\nold,old\n", to: "rows.csv")
    // The rows take many seconds to write; the signal comes when some of them are on the disk.
    let result = try shell(
      """
      cd '\(folder.path)'; "$0" data make two-moons --count 10000000 --out rows.csv & writer=$!
      until [ -s .elbow-$writer-0.tmp ]; do kill -0 $writer || exit 9; sleep 0.01; done
      kill -KILL $writer; wait $writer; echo $?
      """)
    #expect(result.code == 0 && result.output.hasSuffix("137\n"), "\(result)")
    #expect(folder.read("rows.csv") == "a,b\nold,old\n")
    // What is written next is whole, whatever was left behind.
    let again = try Program.run(
      ["data", "make", "two-moons", "--count", "10", "--out", "\(folder.path)/rows.csv"])
    #expect(again.code == 0 && folder.read("rows.csv").split(separator: "\n").count == 11)
  }

  @Test(
    "A write that fails half way says so with code 74, keeps the old file, and leaves no part of the new one")
  func failing() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "run.safetensors")
    // No file may have more than a block; the signal that says so is not to kill.
    let result = try shell(
      """
      ulimit -f 1; trap '' XFSZ
      "$0" \(Self.fit.joined(separator: " ")) --save '\(folder.path)/run.safetensors' > /dev/null
      """)
    #expect(result.code == 74)
    #expect(result.error.contains("writing \(folder.path)/run.safetensors failed: File too large"))
    #expect(folder.read("run.safetensors") == "old")
    #expect(names(in: folder.path) == ["run.safetensors"])
  }

  @Test("A full disk ends a command with a sentence and code 74, and what was found is told all the same")
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    for arguments in [
      Self.fit + ["--json", "--save", "/dev/full"],
      ["ladder", "--data", "faithful", "--rungs", "normal,ppca", "--json", "--save", "/dev/full"],
    ] {
      let result = try Program.run(arguments)
      #expect(result.code == 74)
      #expect(result.error.hasPrefix("elbow: writing /dev/full failed: No space left on device."))
      #expect(result.output.contains("\"log_likelihood\""))
    }
    let run = "\(folder.path)/run.safetensors"
    #expect(try Program.run(Self.fit + ["--save", run]).code == 0)
    for arguments in [
      ["sample", run, "--count", "5", "--out", "/dev/full"], ["score", run, "--out", "/dev/full"],
      ["data", "make", "two-moons", "--count", "5", "--out", "/dev/full"],
    ] {
      let result = try Program.run(arguments)
      #expect(result.code == 74, "\(arguments)")
      #expect(result.error.hasPrefix("elbow: writing /dev/full failed: No space left on device."))
    }
  }

  @Test(
    "What cannot be created is said in a sentence with code 73: a directory, no directory, one that takes no files"
  )
  func uncreatable() throws {
    let folder = try TemporaryFolder()
    for (path, words) in [
      (folder.path, "Is a directory"), ("\(folder.path)/", "Is a directory"),
      ("\(folder.path)/none/run", "No such file or directory"), ("/proc/run.safetensors", ""),
    ] {
      let result = try Program.run(Self.fit + ["--save", path])
      #expect(result.code == 73, "\(path)")
      #expect(result.error.hasPrefix("elbow: \(path) cannot be created: \(words)"))
    }
    #expect(names(in: folder.path).isEmpty)
  }

  @Test("A run under a name without an ending opens like any other")
  func withoutEnding() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/kept"
    #expect(try Program.run(Self.fit + ["--save", path]).code == 0)
    #expect(try Program.run(["score", path]).output.contains("log-likelihood = "))
    let terminal = try PseudoTerminal(
      running: Program.path, arguments: [path], environment: Program.environment, size: Size(100, 30))
    #expect(terminal.waitForText("faithful 272x2"))
    terminal.type("q")
    #expect(terminal.waitForExit() == .exited(code: 0))
  }

  @Test("In the explorer a full disk is a sentence, and the run goes on")
  func fullDiskInTheExplorer() throws {
    let terminal = try Program.explorer()
    terminal.type("e")
    #expect(terminal.waitForText("E-step 0"))
    terminal.type("m")
    #expect(terminal.waitForText("M-step 1"))
    terminal.type("s\u{15}/dev/full\r")
    #expect(terminal.waitForText("writing /dev/full failed: No space left on device"))
    terminal.type("e")
    #expect(terminal.waitForText("E-step 1"))
    terminal.type("q")
    #expect(terminal.waitForText("Quit without saving"))
    terminal.type("y")
    #expect(terminal.waitForExit() == .exited(code: 0))
  }

  @Test("A ladder is saved headless, opens in its lab, and is no model to be scored or sampled")
  func ladder() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/ladder.safetensors"
    let made = try Program.run([
      "ladder", "--data", "faithful", "--holdout", "0.2", "--rungs", "normal,ppca,kde", "--seeds", "2",
      "--save", path,
    ])
    #expect(made.code == 0, "\(made.error)")
    for arguments in [
      ["score", path], ["sample", path, "--count", "3"],
      ["fit", "diffusion", "--data", "mixture:\(path)", "--steps", "1"],
    ] {
      let result = try Program.run(arguments)
      #expect(result.code == 65, "\(arguments)")
      #expect(
        result.error
          == "elbow: \(path) holds a ladder of many models, and one is wanted. Open it with elbow \(path), choose a rung, "
          + "open that with Enter, and save it with s.\n")
    }
    let terminal = try PseudoTerminal(
      running: Program.path, arguments: [path], environment: Program.environment, size: Size(100, 30))
    #expect(terminal.waitForText("DONE 3 of 3"))
    #expect(terminal.screen.text.contains("kernel density"))
    terminal.type("q")
    #expect(terminal.waitForExit() == .exited(code: 0))
  }

  @Test("Rows are scored into a file, as text or as an array")
  func rows() throws {
    let folder = try TemporaryFolder()
    let run = "\(folder.path)/run.safetensors"
    #expect(try Program.run(Self.fit + ["--save", run]).code == 0)
    let scored = try Program.run(["score", run, "--out", "\(folder.path)/rows.csv"])
    #expect(scored.code == 0, "\(scored.error)")
    let lines = folder.read("rows.csv").split(separator: "\n")
    #expect(lines.count == 273 && lines[0] == "row,log_likelihood,r1,r2" && lines[1].hasPrefix("1,-"))
    let total = lines.dropFirst().compactMap { Double($0.split(separator: ",")[1]) }.reduce(0, +)
    let told = scored.output.split(separator: " ").compactMap { Double($0) }.first { $0 < -1000 }
    #expect(abs(total - (try #require(told))) < 1e-3)
    #expect(try Program.run(["score", run, "--out", "\(folder.path)/rows.npy"]).code == 0)
    let shown = try Program.run(["data", "show", "\(folder.path)/rows.npy"])
    #expect(shown.output.contains("272"))
  }
}
