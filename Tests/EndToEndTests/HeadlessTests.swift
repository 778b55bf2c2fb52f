import FoundationEssentials
import TestSupport
import Testing

@Suite("The program without a terminal")
struct HeadlessTests {
  private struct Report: Decodable {
    struct Likelihood: Decodable {
      let kind: String
      let nats: Double
      let perRow: Double
      let standardError: Double?
    }
    struct Source: Decodable {
      let name: String
      let rows: Int
      let dimensions: Int
      let sha256: String
    }
    struct Parameters: Decodable {
      let weights: [Double]
      let means: [[Double]]
      let covariances: [[[Double]]]
    }
    let model: String
    let data: Source
    let seed: UInt64
    let version: String
    let seconds: Double
    let parameters: Parameters
    let warnings: [String]
    let logLikelihood: Likelihood
    let degreesOfFreedom: Int
    let aic: Double
    let bic: Double
    let icl: Double
    let iterations: Int
    let converged: Bool
    let trace: [Double]
  }

  private func fit(_ arguments: [String]) throws -> Report {
    try Program.decoded(["fit", "gmm"] + arguments)
  }

  @Test("fit gmm finds the maximum of Old Faithful and says what it is, in the data's own units")
  func maximum() throws {
    let report = try fit([
      "--data", "faithful", "--components", "2", "--ridge", "0", "--tolerance", "0", "--iterations", "100",
    ])
    #expect(abs(report.logLikelihood.nats - -1130.2639601847) < 1e-6)
    #expect(report.logLikelihood.kind == "exact")
    #expect(abs(report.logLikelihood.perRow * 272 - report.logLikelihood.nats) < 1e-9)
    #expect(report.logLikelihood.standardError == nil)
    #expect(report.iterations == 100 && report.trace.count == 101 && !report.converged)
    #expect(report.degreesOfFreedom == 11)
    #expect(abs(report.bic - (2 * 1130.2639601847 + 11 * 5.605802066)) < 1e-5)
    #expect(abs(report.aic - (2 * 1130.2639601847 + 22)) < 1e-5)
    #expect(report.icl > report.bic)
    #expect(report.data.rows == 272 && report.data.dimensions == 2 && report.data.sha256.count == 64)
    #expect(report.seed == 42 && report.model == "gmm")
    let weight = try #require(report.parameters.weights.min())
    #expect(abs(weight - 0.3558728571) < 1e-6)
  }

  @Test("Standardising changes the units of the fit, not those of the result")
  func standardized() throws {
    let arguments = [
      "--data", "faithful", "--components", "2", "--ridge", "0", "--tolerance", "0", "--iterations", "100",
    ]
    let own = try fit(arguments)
    let standardized = try fit(arguments + ["--standardize"])
    #expect(abs(own.logLikelihood.nats - standardized.logLikelihood.nats) < 1e-6)
    #expect(
      abs(
        (own.parameters.means.map { $0[1] }.max() ?? 0)
          - (standardized.parameters.means.map { $0[1] }.max() ?? 0))
        < 1e-5)
  }

  @Test("One thread and two give the same document, but for the seconds")
  func threads() throws {
    func document(_ threads: String) throws -> String {
      let result = try Program.run([
        "fit", "gmm", "--json", "--data", "eight-gaussians", "--count", "20000", "--components", "8",
        "--iterations", "15", "--tolerance", "0", "--threads", threads,
      ])
      return result.output.split(separator: "\n").filter { !$0.contains("\"seconds\"") }.joined(
        separator: "\n")
    }
    let one = try document("1")
    #expect(one.contains("\"log_likelihood\""))
    #expect(try one == document("2"))
  }

  @Test(
    "Bad input ends with a sentence that has a place and a remedy, and with the right exit code",
    arguments: [
      (["--data", "/nowhere/x.csv", "--components", "2"], 66, "/nowhere/x.csv"),
      (["--data", "/tmp", "--components", "2"], 66, "directory"),
      (["--data", "faithfull", "--components", "2"], 66, "Did you mean faithful"),
      (["--data", "faithful", "--components", "0"], 64, "at least 1"),
      (["--data", "faithful", "--components", "273"], 1, "at least 273 rows"),
      (["--data", "faithful", "--components", "2", "--covariance", "banana"], 64, "banana"),
      (["--data", "faithful", "--components", "2", "--columns", "length"], 65, "\"eruptions\""),
      (["--data", "faithful", "--components", "2", "--ridge", "-1"], 64, "ridge"),
      (["--data", "faithful", "--components", "2", "--start", "/nowhere.json"], 66, "/nowhere.json"),
      (["--data", "faithful", "--components", "2", "--holdout", "1.5"], 64, "between 0 and 1"),
      (["--data", "faithful", "--components", "2", "--save", "/nowhere/x.safetensors"], 73, "/nowhere"),
      (["--data", "faithful", "--components", "2", "--save", "/dev/full"], 74, "/dev/full"),
    ] as [([String], Int32, String)])
  func refusals(arguments: [String], code: Int32, fragment: String) throws {
    let result = try Program.run(["fit", "gmm", "--json"] + arguments)
    #expect(result.code == code)
    #expect(result.error.contains(fragment))
    // What was found is told all the same where only the file could not be written.
    #expect(result.output.isEmpty == (code < 70))
  }

  @Test(
    "Bad files are refused with file, line and column",
    arguments: [
      ("", "is empty"), ("a,b\n1,2\n3\n", "line 3"), ("name\nx\ny\n", "no column of numbers"),
      ("a,b\n1,5\n2,5\n3,5\n", "column b is constant"), ("a,b\n1,2\n3,inf\n", "line 3, column \"b\""),
      ("a,b\n1,NA\nNA,2\n", "column a is constant"), ("a,b\nNA,NA\n,\n", "no column of numbers"),
      ("a\0b\n1\n", "NUL"),
    ])
  func badFiles(content: String, fragment: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(content, to: "bad.csv")
    let result = try Program.run(["fit", "gmm", "--components", "1", "--data", folder.path + "/bad.csv"])
    #expect(result.code == 65)
    #expect(result.error.contains(fragment), "\(result.error)")
    #expect(result.output.isEmpty)
    #expect(folder.names == ["bad.csv"])
  }

  @Test("CSV comes in by standard input, and goes out by standard output")
  func pipes() throws {
    let made = try Program.run(["data", "make", "two-moons", "--count", "50", "--seed", "7"])
    #expect(made.code == 0 && made.output.split(separator: "\n").count == 51)
    let fitted = try Program.run(
      ["fit", "gmm", "--data", "-", "--columns", "x,y", "--components", "2"], input: made.output)
    #expect(fitted.code == 0, "\(fitted.error)")
    #expect(fitted.output.contains("50 rows, 2 columns"))
  }

  @Test("A table whose rows are counted is described as often as they count")
  func weighted() throws {
    let result = try Program.run(["data", "show", "lsat"])
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.contains("lsat: 30 rows, 5 columns\neach row counts as count says, 1000 in all\n"))
    // 924 of 1000 people had the first item right.
    #expect(result.output.contains("0.924000"))
  }

  @Test("The binary runs alone, in an empty folder")
  func alone() throws {
    let folder = try TemporaryFolder()
    let copy = folder.path + "/elbow"
    // By a process of its own: a descriptor open for writing here would be inherited by what other tests start meanwhile,
    // and a file that is open for writing cannot be run.
    _ = try Program.run([Program.path, copy], path: "/bin/cp")
    let result = try Program.run(["data", "show", "penguins"], in: folder.path, path: copy)
    #expect(result.code == 0 && result.output.contains("344 rows"), "\(result.error)")
  }

  @Test("Without a terminal the explorer does not open, and says what to do instead")
  func noTerminal() throws {
    let result = try Program.run([])
    #expect(result.code == 69)
    #expect(result.error.contains("elbow fit gmm"))
    #expect(result.output.isEmpty)
  }

  @Test("A replayed script gives the same frames twice, and a line that cannot come true is named")
  func replay() throws {
    let folder = try TemporaryFolder()
    try folder.write("key e\nkey m\nkey Space\nwait settled\nresize 80x24\nkey Home\n", to: "a.keys")
    let script = folder.path + "/a.keys"
    let first = try Program.run(["replay", script, "--out", folder.path + "/1.txt"])
    #expect(first.code == 0 && first.output.isEmpty)
    _ = try Program.run(["replay", script, "--out", folder.path + "/2.txt"])
    #expect(folder.read("1.txt").contains("CONVERGED"))
    #expect(folder.read("1.txt") == folder.read("2.txt"))
    try folder.write("key e\nwait 12\n", to: "b.keys")
    let fault = try Program.run(["replay", folder.path + "/b.keys"])
    #expect(fault.code == 65 && fault.error.contains("line 2"))
  }

  @Test(
    "The script of a picture is replayed into every format, the same bytes twice",
    arguments: ["txt", "ansi", "svg", "cast"])
  func formats(_ ending: String) throws {
    let folder = try TemporaryFolder()
    let script = repositoryPath("assets/pictures/em-lab.keys")
    for name in ["1", "2"] {
      let result = try Program.run(["replay", script, "--out", "\(folder.path)/\(name).\(ending)"])
      #expect(result.code == 0 && result.output.isEmpty && result.error.isEmpty, "\(result.error)")
    }
    let text = folder.read("1.\(ending)")
    #expect(text == folder.read("2.\(ending)") && text.contains("eruptions"))
    #expect(folder.names == ["1.\(ending)", "2.\(ending)"])
    let light = try Program.run([
      "replay", script, "--theme", "light", "--out", "\(folder.path)/1.\(ending)",
    ])
    #expect(light.code == 0 && (folder.read("1.\(ending)") == text) == (ending == "txt"))
  }

  @Test(
    "A picture of the README whose state does not come of training is what its script draws, to the byte",
    arguments: ["em-lab", "touching-minoriser", "vi-lab"])
  func pictures(_ name: String) throws {
    let folder = try TemporaryFolder()
    let script = repositoryPath("assets/pictures/\(name).keys")
    let result = try Program.run(["replay", script, "--out", folder.path + "/a.svg"])
    #expect(result.code == 0, "\(result.error)")
    #expect(folder.read("a.svg") == text(ofFile: repositoryPath("assets/pictures/\(name).svg")))
  }

  @Test(
    "A replay is refused in a sentence, and no file is left behind",
    arguments: [
      ("a.png", "key e", 64, "one of .txt, .ansi, .svg, .cast"), ("a", "key e", 64, ".cast"),
      ("a.svg", "key e\nwait 12", 65, "line 2"), ("a.svg", "# lab: kitchen\nkey e", 65, "# lab: kitchen"),
      ("a.svg", "# size: 0x3\nkey e", 65, "0x3"), ("a.cast", "# data: nowhere\nkey e", 66, "nowhere"),
    ] as [(String, String, Int32, String)])
  func refusedReplays(out: String, script: String, code: Int32, fragment: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(script, to: "s.keys")
    let result = try Program.run(["replay", folder.path + "/s.keys", "--out", folder.path + "/" + out])
    #expect(result.code == code && result.error.contains(fragment), "\(result.error)")
    #expect(folder.names == ["s.keys"])
  }

  @Test("Help names every command, and the version is one line")
  func help() throws {
    let help = try Program.run(["--help"])
    for name in ["explore", "fit", "data", "replay"] { #expect(help.output.contains(name)) }
    let version = try Program.run(["--version"])
    #expect(version.code == 0 && version.output.split(separator: "\n").count == 1)
  }
}
