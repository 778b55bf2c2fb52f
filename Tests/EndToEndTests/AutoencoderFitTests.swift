import FoundationEssentials
import TestSupport
import Testing

@Suite("Variational autoencoders without a terminal, and saved models of every kind")
struct AutoencoderFitTests {
  private struct Report: Decodable {
    struct Likelihood: Decodable {
      let kind: String
      let nats: Double?
      let standardError: Double?
    }
    struct Importance: Decodable {
      let k: Int
      let nats: Double
    }
    struct Named: Decodable {
      let name: String
      let nats: Double
    }
    struct Bounds: Decodable {
      let rows: Int
      let elbo: Likelihood?
      let objective: Named?
      let reconstruction: Double
      let kl: Double
      let klPerDimension: [Double]
      let iwae: Importance
    }
    struct Exact: Decodable { let bestNoiseVariance, bestLogLikelihood: Double }
    let model: String
    let logLikelihood: Likelihood
    let training: Bounds
    let heldOut: Bounds?
    let activeUnits: Int
    let ppca: Exact?
    let iterations: Int
    let converged: Bool
    let ended: String
    let trace: [Double]
    let warnings: [String]
  }

  private struct Score: Decodable {
    let model: String
    let logLikelihood: Report.Likelihood
  }

  @Test("Linear nets are reported beside PPCA, exactly, and their bound adds up")
  func linear() throws {
    let report = try Program.decoded(
      [
        "fit", "vae", "--data", "iris", "--encoder", "linear", "--decoder", "linear", "--epochs", "4000",
        "--batch", "150", "--rate", "0.02", "--cosine",
      ], Report.self)
    #expect(
      report.model == "vae" && report.logLikelihood.kind == "exact" && report.training.elbo?.kind == "bound")
    #expect(abs((report.ppca?.bestLogLikelihood ?? 0) + 404.9627801561) < 1e-6)
    let (exact, bound) = (report.logLikelihood.nats ?? 0, report.training.elbo?.nats ?? 0)
    #expect(bound <= exact + 1e-9 && exact <= -404.9627 && bound > -405.9628)
    #expect(abs(report.training.reconstruction - report.training.kl - bound) < 1e-8)
    #expect(
      report.training.elbo?.standardError == nil && report.iterations == 4000 && report.trace.count == 4000)
  }

  @Test("Grey values under a Bernoulli law have no likelihood, and say so")
  func quasi() throws {
    let report = try Program.decoded(
      ["fit", "vae", "--data", "digits", "--likelihood", "bernoulli", "--epochs", "2", "--holdout", "0.2"],
      Report.self)
    #expect(report.logLikelihood.kind == "unavailable" && report.logLikelihood.nats == nil)
    #expect(report.training.elbo == nil && report.training.objective?.name == "quasi-elbo")
    #expect(
      !report.converged && report.ended == "epochs done", "nothing tests whether training has converged")
    #expect(report.heldOut?.rows == 359 && report.warnings.contains { $0.contains("quasi-likelihood") })
  }

  @Test("A saved autoencoder is scored and sampled, as CSV and as NPY, and opens where it stands")
  func saved() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    let fit = try Program.decoded(
      [
        "fit", "vae", "--data", "faithful", "--epochs", "50", "--hidden", "16", "--activation", "tanh",
        "--save", path,
      ],
      Report.self)
    let score = try Program.decoded(["score", path, "--draws", "100"], Score.self)
    #expect(score.model == "vae" && score.logLikelihood.kind == "bound")
    #expect(abs((score.logLikelihood.nats ?? 0) - fit.training.iwae.nats) < 1e-6)
    let csv = try Program.run(["sample", path, "--count", "5"])
    #expect(csv.code == 0 && csv.output.split(separator: "\n").count == 6)
    #expect(try Program.run(["sample", path, "--count", "5"]).output == csv.output)
    let npy = folder.path + "/draws.npy"
    #expect(try Program.run(["sample", path, "--count", "7", "--out", npy]).code == 0)
    let shown = try Program.run(["data", "show", npy])
    #expect(shown.code == 0 && shown.output.contains("7 rows"))
    #expect(try Program.run(["sample", path, "--count", "5", "--label", "x"]).code == 64)
  }

  @Test(
    "A saved autoencoder is sampled without the data that it was fitted to, under a label where it is told one"
  )
  func alone() throws {
    let folder = try TemporaryFolder()
    let (data, path) = (folder.path + "/rows.csv", folder.path + "/run.safetensors")
    let rows = (0..<60).map { row in
      row % 2 == 0 ? "\(100 + row % 7),\(row % 5),left" : "\(900 + row % 7),\(row % 5),right, or so"
    }
    let quoted = rows.map { $0.replacing("right, or so", with: "\"right, or so\"") }
    try Data((["height,\"width, mm\",side"] + quoted).joined(separator: "\n").utf8)
      .write(to: URL(fileURLWithPath: data))
    let fit = try Program.run([
      "fit", "vae", "--data", data, "--label", "side", "--standardize", "--conditional", "--epochs", "300",
      "--hidden", "8", "--activation", "tanh", "--rate", "0.01", "--save", path,
    ])
    try #require(fit.code == 0, "\(fit.error)")
    let before = try Program.run(["sample", path, "--count", "40", "--label", "left"])
    try FileManager.default.removeItem(atPath: data)
    let left = try Program.run(["sample", path, "--count", "40", "--label", "left"])
    #expect(left.code == 0 && left.output == before.output, "\(left.error)")
    #expect(left.output.hasPrefix("height,\"width, mm\"\n"))
    let right = try Program.run(["sample", path, "--count", "40", "--label", "right, or so"])
    func heights(_ output: String) -> [Double] {
      output.split(separator: "\n").dropFirst().compactMap { Double($0.prefix { $0 != "," }) }
    }
    #expect(heights(left.output).count == 40 && heights(left.output).allSatisfy { $0 < 500 })
    #expect(heights(right.output).count == 40 && heights(right.output).allSatisfy { $0 > 500 })
    let unnamed = try Program.run(["sample", path, "--count", "4"])
    #expect(unnamed.code == 64 && unnamed.error.contains("left, right, or so"))
    #expect(try Program.run(["sample", path, "--count", "4", "--label", "up"]).code == 64)
  }

  @Test("A saved mixture is scored exactly on the data it was fitted to and on others, and sampled")
  func mixture() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/run.safetensors"
    #expect(
      try Program.run(["fit", "gmm", "--data", "faithful", "--components", "2", "--save", path]).code == 0)
    let own = try Program.decoded(["score", path], Score.self)
    #expect(own.logLikelihood.kind == "exact" && abs((own.logLikelihood.nats ?? 0) + 1130.264) < 1e-3)
    let draws = folder.path + "/draws.csv"
    #expect(try Program.run(["sample", path, "--count", "300", "--out", draws]).code == 0)
    let other = try Program.decoded(["score", path, "--data", draws], Score.self)
    #expect(abs((other.logLikelihood.nats ?? 0) / 300 + 1130.264 / 272) < 0.3)
    #expect(try Program.run(["score", path, "--data", "iris"]).code == 65)
    #expect(try Program.run(["score", folder.path + "/none.safetensors"]).code == 66)
  }

  @Test("Options that cannot be are refused with what they may be, before anything is read")
  func refusals() throws {
    for (arguments, code) in [
      (["--likelihood", "poisson"], 64), (["--sigma", "fixed:-1"], 64), (["--hidden", "a"], 64),
      (["--objective", "iwae:0"], 64), (["--latent", "0"], 64), (["--beta", "-1"], 64),
      (["--conditional"], 64),
    ] {
      let result = try Program.run(["fit", "vae", "--data", "faithful"] + arguments)
      #expect(result.code == code, "\(arguments)")
      #expect(result.error.contains("must be"), "\(result.error)")
    }
  }
}
