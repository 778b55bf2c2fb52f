import FoundationEssentials
import Glibc
import TestSupport
import Testing

@Suite("Denoising diffusion without a terminal")
struct DiffusionFitTests {
  private struct Likelihood: Decodable {
    let kind: String
    let nats: Double?
    let perRow: Double?
    let standardError: Double?
    let bitsPerDimension: Double?
  }

  private struct Report: Decodable {
    struct Level: Decodable {
      let level: Int
      let nats, irreducible, varianceChoice: Double
      let networkExcess: Double?
    }
    struct Bound: Decodable {
      let rows: Int
      let vlb: Likelihood
      let steps: Int
      let prior: Double
      let levels: [Level]
    }
    struct Source: Decodable { let name: String }
    let model: String
    let data: Source
    let logLikelihood: Likelihood
    let vlb: Likelihood
    let training: Bound
    let heldOut: Bound?
    let trainingLoss, noiseLoss: Double
    let floor, excess: Double?
    let iterations: Int
    let trace: [Double]
  }

  private struct Score: Decodable {
    struct Entry: Decodable {
      let name: String
      let value: Likelihood
    }
    let model: String
    let logLikelihood: Likelihood
    let scores: [Entry]
    let bound: Report.Bound?
  }

  /// A small net, which is trained in a moment.
  private static let small = ["--hidden", "32", "--blocks", "1", "--code", "32", "--batch", "64"]

  @Test(
    "On fresh draws of a fitted mixture the floor is exact, and every level's cost is the sum of its parts")
  func mixture() throws {
    let folder = try TemporaryFolder()
    let mixture = folder.path + "/gmm.safetensors"
    let fit = try Program.run(["fit", "gmm", "--data", "faithful", "--components", "2", "--save", mixture])
    try #require(fit.code == 0, "\(fit.error)")
    let report = try Program.decoded(
      ["fit", "diffusion", "--data", "mixture:\(mixture)", "--steps", "600", "--levels", "100"] + Self.small,
      Report.self)
    #expect(report.model == "diffusion" && report.logLikelihood.kind == "bound" && report.iterations == 600)
    let floor = try #require(report.floor)
    let excess = try #require(report.excess)
    #expect(0 < floor && floor < report.noiseLoss && 0 < excess && excess < 0.2)
    #expect(report.training.steps == 100 && report.training.levels.count == 100)
    for level in report.training.levels {
      let parts = level.irreducible + level.varianceChoice + (level.networkExcess ?? .nan)
      #expect(abs(parts - level.nats) < 1e-9 * max(1, abs(level.nats)))
    }
    // The terms are in the frame of the net, the total is in the data's own units: Σ log sd lies between them, by the variance that
    // is divided by n and not by n − 1.
    let cost = report.training.prior + report.training.levels.reduce(0) { $0 + $1.nats }
    let logScale = 745.8051073082 / 272 + log(271.0 / 272)
    #expect(abs(-cost - (report.vlb.perRow ?? .nan) - logScale) < 1e-4)
    // EM's maximum, which no bound of this law comes above but for what the draws leave open.
    #expect((report.vlb.nats ?? 0) < -1130.2639 + 4 * (report.vlb.standardError ?? 0))
  }

  @Test(
    "A saved net is scored as it was fitted, and sampled by every method, the same rows for the same seed")
  func saved() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/moons.safetensors"
    let fit = try Program.decoded(
      ["fit", "diffusion", "--data", "two-moons", "--steps", "300", "--levels", "50", "--holdout", "0.2"]
        + Self.small + ["--save", path],
      Report.self)
    #expect(fit.heldOut != nil && fit.vlb.bitsPerDimension == nil)
    let score = try Program.decoded(["score", path, "--flow-steps", "40"], Score.self)
    #expect(score.model == "diffusion" && score.scores.count >= 2 && score.bound?.levels.count == 50)
    #expect(score.scores.first?.value.kind == "bound" && score.logLikelihood.kind == "estimate")
    #expect(score.bound?.vlb.nats == score.scores.first?.value.nats)
    let bound = try Program.decoded(["score", path, "--flow-steps", "0"], Score.self)
    #expect(bound.logLikelihood.kind == "bound" && bound.logLikelihood.nats == score.bound?.vlb.nats)
    var outputs: Set<String> = []
    for method in ["ancestral", "ddim", "euler", "heun", "rk4", "dpm++"] {
      let arguments = ["sample", path, "--count", "5", "--method", method, "--steps", "10"]
      let rows = try Program.run(arguments)
      #expect(rows.code == 0 && rows.output.split(separator: "\n").count == 6, "\(rows.error)")
      #expect(try Program.run(arguments + ["--threads", "1"]).output == rows.output)
      outputs.insert(rows.output)
    }
    #expect(outputs.count == 6)
    let array = folder.path + "/rows.npy"
    #expect(try Program.run(["sample", path, "--count", "300", "--out", array]).code == 0)
    #expect(try Program.run(["data", "show", array]).output.contains("300 rows"))
  }

  @Test(
    "What a net cannot be asked is refused in a sentence",
    arguments: [
      (["--label", "x"], "the model is told none"), (["--eta", "0.5"], "--eta is for --method ddim"),
      (["--guidance", "1e9"], "from -1000 to 1000"), (["--steps", "0"], "steps"),
    ])
  func refused(_ arguments: [String], _ fragment: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/net.safetensors"
    let fit = try Program.run(
      ["fit", "diffusion", "--data", "faithful", "--steps", "2", "--levels", "5"] + Self.small
        + ["--save", path])
    try #require(fit.code == 0, "\(fit.error)")
    let result = try Program.run(["sample", path, "--count", "3"] + arguments)
    #expect(result.code != 0 && result.output.isEmpty && result.error.contains(fragment), "\(result.error)")
  }

  @Test("Pictures have bits per dimension, and a net that is told the digit draws one that is asked for")
  func pictures() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/digits.safetensors"
    let fit = try Program.decoded(
      ["fit", "diffusion", "--data", "digits", "--steps", "40", "--levels", "20", "--conditional"]
        + Self.small + ["--save", path],
      Report.self)
    let perRow = try #require(fit.vlb.perRow)
    let bits = try #require(fit.training.vlb.bitsPerDimension)
    // 64 pixels in steps of 1/16.
    #expect(abs(bits - (4 - perRow / 64 / 0.6931471805599453)) < 1e-9)
    let three = try Program.run(["sample", path, "--count", "4", "--label", "3", "--guidance", "1"])
    #expect(three.code == 0 && three.output.split(separator: "\n").count == 5, "\(three.error)")
    let four = try Program.run(["sample", path, "--count", "4", "--label", "4", "--guidance", "1"])
    #expect(four.code == 0 && four.output != three.output)
    #expect(try Program.run(["sample", path, "--count", "4", "--label", "ten"]).code == 64)
  }

  @Test(
    "One level, one row, a constant column, many rows and many columns: right, or refused in a sentence",
    arguments: [
      ("one level", ["--data", "faithful", "--levels", "1"], 0),
      ("many rows", ["--data", "two-moons", "--count", "100000", "--levels", "10"], 0),
      ("many columns", ["--data", "digits", "--levels", "10"], 0),
      ("one row", ["--data", "one.csv"], 65), ("a constant column", ["--data", "constant.csv"], 65),
    ] as [(String, [String], Int32)])
  func edges(_ name: String, _ arguments: [String], _ code: Int32) throws {
    let folder = try TemporaryFolder()
    try folder.write("x,y\n1,2\n", to: "one.csv")
    try folder.write(
      "x,y\n" + (0..<50).map { "\($0 * 7 % 50),3\n" }.joined(), to: "constant.csv")
    let result = try Program.run(
      ["fit", "diffusion", "--steps", "20"] + arguments + Self.small, in: folder.path)
    #expect(result.code == code, "\(name): \(result.error)")
    #expect(!result.output.contains("nan") && !result.output.contains("inf"), "\(name): \(result.output)")
    if code != 0 { #expect(result.error.contains("is constant")) }
  }
}
