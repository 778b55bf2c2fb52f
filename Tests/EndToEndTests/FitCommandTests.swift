import FoundationEssentials
import TestSupport
import Testing

@Suite("The fits of all models, without a terminal")
struct FitCommandTests {
  private struct Report<Parameters: Decodable>: Decodable {
    struct Likelihood: Decodable {
      let kind: String
      let nats: Double
    }
    struct Exact: Decodable {
      let nats: Double
      let parameters: Parameters
    }
    let model: String
    let parameters: Parameters
    let closedForm: Exact?
    let logLikelihood: Likelihood
    let degreesOfFreedom: Int
    let aic: Double
    let bic: Double
    let iterations: Int
    let converged: Bool
    let trace: [Double]
    let warnings: [String]
    let standardErrors: Errors?
  }

  private struct Errors: Decodable {
    struct Parameter: Decodable {
      let name: String
      let standardError: Double?
    }
    let parameters: [Parameter]
    let emRate: Double?
    let warnings: [String]
  }

  private struct Intercept: Decodable { let mean, withinVariance, betweenVariance: Double }
  private struct Anything: Decodable {}
  private struct Linkage: Decodable { let theta: Double }
  private struct Normal: Decodable { let covariance: [[Double]] }
  private struct Components: Decodable {
    let loadings: [[Double]]
    let noiseVariance: Double
  }
  private struct Factors: Decodable { let noiseVariance: [Double] }

  private func fit<Parameters: Decodable>(
    _ arguments: [String], _: Parameters.Type
  ) throws -> Report<Parameters> {
    try Program.decoded(["fit"] + arguments)
  }

  @Test("fit random-intercept finds the maximum of Dyestuff, and has the closed form beside it")
  func dyestuff() throws {
    let report = try fit(
      ["random-intercept", "--data", "dyestuff", "--tolerance", "1e-13"], Intercept.self)
    #expect(abs(report.logLikelihood.nats - -163.6635299406) < 1e-8 && report.converged)
    #expect(abs(report.parameters.mean - 1527.5) < 1e-8)
    #expect(abs(report.parameters.withinVariance - 2451.25) < 1e-2)
    #expect(abs(report.parameters.betweenVariance - 1388.3333333) < 1e-2)
    let exact = try #require(report.closedForm)
    #expect(abs(exact.nats - -163.6635299406) < 1e-9)
    #expect(abs(exact.parameters.betweenVariance - 1388.3333333333) < 1e-8)
    #expect(report.degreesOfFreedom == 3 && abs(report.aic - (327.3270598811 + 6)) < 1e-7)
    let refused = try Program.run(["fit", "random-intercept", "--data", "faithful"])
    #expect(refused.code == 65 && refused.error.contains("no groups"))
  }

  @Test("fit linkage walks the iterates of Dempster, Laird and Rubin")
  func linkage() throws {
    let arguments = ["linkage", "--data", "linkage", "--tolerance", "0", "--iterations"]
    #expect(abs(try fit(arguments + ["3"], Linkage.self).parameters.theta - 0.6264888791) < 1e-10)
    let report = try fit(arguments + ["30"], Linkage.self)
    #expect(abs(report.parameters.theta - 0.6268214979) < 1e-9 && report.trace.count == 31)
    #expect(abs((report.closedForm?.nats ?? 0) - report.logLikelihood.nats) < 1e-10)
    #expect(try Program.run(["fit", "linkage", "--data", "dyestuff"]).code == 65)
  }

  @Test("fit normal stays at Murray's saddle from the unit matrix, and leaves it from a small correlation")
  func murray() throws {
    let arguments = ["normal", "--data", "murray", "--zero-mean", "--tolerance", "1e-14", "--start"]
    let saddle = try fit(arguments + ["identity"], Normal.self)
    #expect(abs(saddle.logLikelihood.nats - -30.0333423863) < 1e-8)
    #expect(abs(saddle.parameters.covariance[0][1]) < 1e-12)
    let maximum = try fit(arguments + ["-0.1"], Normal.self)
    #expect(abs(maximum.logLikelihood.nats - -29.9742864105) < 1e-8)
    #expect(abs(maximum.parameters.covariance[0][1] + 4.0 / 3) < 1e-4)
    #expect(maximum.closedForm == nil)
  }

  @Test("A saddle that a fit converged to is told without being asked, with what to do; a maximum is none")
  func saddle() throws {
    for options in [[], ["--zero-mean"]] {
      let stuck = try fit(["normal", "--data", "murray"] + options, Normal.self)
      #expect(stuck.converged && stuck.parameters.covariance[0][1] == 0)
      let warning = try #require(stuck.warnings.first { $0.hasPrefix("a saddle") })
      #expect(warning.contains("S 12") && warning.contains("--start 0.1"))
    }
    let top = try fit(["normal", "--data", "murray", "--zero-mean", "--start", "0.1"], Normal.self)
    #expect(top.converged && !top.warnings.contains { $0.contains("saddle") })
  }

  @Test(
    "A fit that met its tolerance far from the maximum says by how many nats, and one that came near does not"
  )
  func slow() throws {
    let arguments = [
      "factor", "--data", "penguins", "--latent", "2", "--standardize", "--iterations", "5000",
    ]
    func told(_ report: Report<Factors>) -> [String] { report.warnings.filter { $0.contains("Aitken") } }
    let early = try fit(arguments + ["--tolerance", "1e-5"], Factors.self)
    let late = try fit(arguments + ["--tolerance", "1e-9"], Factors.self)
    #expect(early.converged && late.converged && told(late).isEmpty)
    try #require(late.logLikelihood.nats - early.logLikelihood.nats > 0.02)
    #expect(told(early).count == 1 && told(early)[0].contains("--tolerance"))
  }

  @Test("Wald intervals that leave the parameter space and rotated loadings are told beside the table")
  func notesOnErrors() throws {
    let dyestuff = try fit(
      ["random-intercept", "--data", "dyestuff", "--tolerance", "1e-13", "--errors", "louis"], Intercept.self)
    #expect(
      dyestuff.standardErrors?.warnings.contains { $0.contains("tau2 leaves the parameter space") } ?? false)
    let ppca = try fit(
      ["ppca", "--data", "iris", "--latent", "2", "--method", "closed-form", "--errors", "louis"],
      Components.self)
    #expect(ppca.standardErrors?.warnings.contains { $0.contains("rotated") } ?? false)
  }

  @Test("What cannot be computed after a fit is refused before it")
  func refusedBefore() throws {
    let rows: [String] = (0..<40).map { row in
      let cells: [String] = (0..<160).map { column in
        let value: Int = row * row + 31 * row * column + column * column
        return String(value % 97)
      }
      return cells.joined(separator: ",")
    }
    // The fit itself would run for an hour.
    let arguments = [
      "fit", "ppca", "--data", "-", "--latent", "1", "--iterations", "10000000", "--tolerance", "0",
    ]
    let result = try Program.run(arguments + ["--errors", "louis"], input: rows.joined(separator: "\n"))
    #expect(result.code == 64 && result.error.contains("free parameters") && result.output.isEmpty)
  }

  @Test("fit ppca finds by EM what the closed form has; fit factor has no closed form, and says so")
  func components() throws {
    let iris = ["--data", "iris", "--latent", "2"]
    let closed = try fit(["ppca"] + iris + ["--method", "closed-form"], Components.self)
    #expect(abs(closed.logLikelihood.nats - -404.9627801561) < 1e-8 && closed.iterations == 0)
    #expect(abs(closed.parameters.noiseVariance - 0.0506821479) < 1e-9 && closed.warnings.isEmpty)
    let fitted = try fit(
      ["ppca"] + iris + ["--tolerance", "1e-12", "--m-step", "squarem"], Components.self)
    #expect(abs(fitted.logLikelihood.nats - -404.9627801561) < 1e-6 && fitted.degreesOfFreedom == 12)
    let gaps = try Program.run([
      "fit", "ppca", "--data", "murray", "--latent", "1", "--method", "closed-form",
    ])
    #expect(gaps.code == 64 && gaps.error.contains("--complete-rows"))
    let factor = try fit(["factor", "--data", "iris", "--latent", "1"], Factors.self)
    #expect(factor.parameters.noiseVariance.count == 4 && factor.closedForm == nil)
    #expect(factor.warnings.allSatisfy { $0.contains("Aitken") })
    let excess = try fit(["factor", "--data", "faithful", "--latent", "1"], Factors.self)
    #expect(excess.warnings.contains { $0.hasPrefix("6 free parameters for 5 means and covariances") })
    let refused = try Program.run(["fit", "factor", "--data", "iris", "--method", "closed-form"])
    #expect(refused.code == 64 && refused.error.contains("no closed form"))
  }

  @Test("Every cousin of EM has its name, and ends with the exact log-likelihood")
  func cousins() throws {
    let folder = try TemporaryFolder()
    for law in ["exact", "hard", "stochastic", "monte-carlo:3", "saem:2", "minibatch:20"] {
      let report = try fit(
        [
          "normal", "--data", "penguins", "--e-step", law, "--tolerance", "0", "--iterations", "5", "--save",
          folder.path + "/run.safetensors",
        ], Normal.self)
      #expect(report.logLikelihood.kind == "exact" && report.trace.count == 6)
    }
    #expect(folder.names == ["run.safetensors"])
    let refused = try Program.run(["fit", "gmm", "--data", "iris", "--components", "2", "--e-step", "soft"])
    #expect(refused.code == 64 && refused.error.contains("soft"))
  }

  @Test("Every fit has standard errors, of each kind; those of linkage are the known ones")
  func standardErrors() throws {
    let linkage = try fit(
      ["linkage", "--data", "linkage", "--errors", "louis"], Linkage.self)
    let errors = try #require(linkage.standardErrors)
    #expect(errors.parameters.map(\.name) == ["theta"] && errors.warnings.isEmpty)
    #expect(abs((errors.parameters[0].standardError ?? 0) - 0.0514673492) < 1e-6)
    #expect(abs((errors.emRate ?? 0) - 0.1327787337) < 1e-5)
    // Of two loadings for each column, the rotation takes one away.
    let fits = [
      (["random-intercept", "--data", "dyestuff"], 3), (["ppca", "--data", "iris", "--latent", "2"], 12),
      (["factor", "--data", "iris", "--latent", "1"], 12), (["normal", "--data", "penguins"], 14),
    ]
    for (arguments, count) in fits {
      for kind in ["louis", "sandwich", "bootstrap", "parametric-bootstrap"] {
        let report = try fit(
          arguments + ["--tolerance", "1e-10", "--errors", kind, "--replicates", "5"], Anything.self)
        let found = try #require(report.standardErrors)
        #expect(found.parameters.count == count && report.degreesOfFreedom == count)
        #expect(found.parameters.allSatisfy { $0.standardError ?? 0 > 0 }, "\(arguments) \(kind)")
      }
    }
  }

  @Test("Several starts of a factor model tell the maxima that they found, and the closed form takes none")
  func starts() throws {
    let arguments = ["fit", "ppca", "--data", "iris", "--latent", "2", "--starts", "3"]
    let found = try Program.run(arguments)
    #expect(found.code == 0 && found.output.contains("maxima from 3 starts: -404.96"), "\(found.output)")
    #expect(try Program.run(arguments + ["--method", "closed-form"]).code == 64)
  }

  @Test(
    "Data that a model cannot use are refused in a sentence",
    arguments: [
      ("random-intercept", "g,y\nA,1\nA,2\n", ["--group", "g"], "there is 1 group in 2 rows"),
      ("random-intercept", "g,y\nA,1\nA,3\nB,2\n,4\n", ["--group", "g"], "row 4 has a value and no group"),
      ("random-intercept", "g,y\nA,3\nA,3\nB,3\n", ["--group", "g"], "column y is constant"),
      ("random-intercept", "x,y\n1,3\n2,5\n", ["--response", "z"], "no column \"z\""),
      ("linkage", "n\n5\n-3\n2\n4\n", [], "that of row 2 is -3"),
      ("linkage", "n\n5\n3.5\n2\n4\n", [], "that of row 2 is 3.5"),
      ("linkage", "n\n5\n3\n2\n", [], "there are 3 rows"), ("linkage", "n\n0\n0\n0\n0\n", [], "all are 0"),
      ("normal", "a,b\n1,2\n2,4\n3,6\n", [], "covariance is singular"),
      ("normal", "a\nx\n", [], "no column of numbers"),
      ("ppca", "a,b\n1,2\n", ["--latent", "1"], "covariance is singular"), ("factor", "", [], "is empty"),
    ])
  func refusals(model: String, content: String, options: [String], fragment: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(content, to: "bad.csv")
    let result = try Program.run(["fit", model, "--data", folder.path + "/bad.csv"] + options)
    #expect(result.code == 65 && result.error.contains(fragment) && result.output.isEmpty, "\(result.error)")
  }
}
