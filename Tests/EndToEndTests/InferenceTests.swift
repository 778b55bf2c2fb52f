import FoundationEssentials
import TestSupport
import Testing

@Suite("Selection and standard errors without a terminal")
struct InferenceTests {
  private struct Selection: Decodable {
    struct Choice: Decodable {
      let components: Int
      let covariance: String
      let value: Double
    }
    struct Cell: Decodable {
      let components: Int
      let covariance: String
      let bic: Double?
      let degreesOfFreedom: Int?
      let failure: String?
    }
    let best: [String: Choice]
    let cells: [Cell]
  }

  private struct Fit: Decodable {
    struct Errors: Decodable {
      struct Parameter: Decodable {
        let name: String
        let standardError: Double?
        let lower: Double?
        let missingInformation: Double?
      }
      struct Profile: Decodable {
        let name: String
        let lower: Double?
        let upper: Double?
      }
      let kind: String
      let parameters: [Parameter]
      let profileIntervals: [Profile]?
      let emRate: Double?
      let replicates: Int?
    }
    struct Maximum: Decodable {
      let nats: Double
      let count: Int
    }
    struct Likelihood: Decodable { let nats: Double }
    let logLikelihood: Likelihood
    let standardErrors: Errors?
    let maxima: [Maximum]?
  }

  private func decoded<Value: Decodable>(_ arguments: [String]) throws -> Value {
    let result = try Program.run(arguments)
    try #require(result.code == 0, "\(result.error)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Value.self, from: Data(result.output.utf8))
  }

  @Test("select gmm chooses two components with one covariance for Old Faithful, as a table and as JSON")
  func selection() throws {
    let arguments = ["select", "gmm", "--data", "faithful", "--components", "1-3", "--starts", "3"]
    let report: Selection = try decoded(arguments + ["--json"])
    #expect(report.cells.count == 12 && report.cells.allSatisfy { $0.failure == nil })
    let best = try #require(report.best["bic"])
    #expect(best.value == report.cells.compactMap(\.bic).min())
    let table = try Program.run(arguments)
    #expect(table.code == 0 && table.output.contains("BIC chooses \(best.components) component"))
    #expect(table.output.contains("*"))
  }

  @Test("A number of components that the rows cannot bear is told in the table, and the others stand")
  func failures() throws {
    let report: Selection = try decoded([
      "select", "gmm", "--data", "faithful", "--components", "256-257", "--covariance", "spherical", "--json",
      "--iterations", "1",
    ])
    #expect(report.cells.map { $0.failure == nil } == [true, false])
    #expect(report.cells[1].failure?.contains("256 different rows") ?? false)
  }

  @Test(
    "Wrong options are refused with what they must be",
    arguments: [
      (["select", "gmm", "--data", "faithful", "--components", "3-1"], "3-1"),
      (["select", "gmm", "--data", "faithful", "--covariance", "full,round"], "full,round"),
      (["fit", "gmm", "--data", "faithful", "--components", "2", "--confidence", "1"], "between 0 and 1"),
      (["fit", "gmm", "--data", "faithful", "--components", "2", "--errors", "jackknife"], "jackknife"),
      (["fit", "gmm", "--data", "faithful", "--components", "2", "--profile", "pi1"], "--errors louis"),
      (
        ["fit", "gmm", "--data", "faithful", "--components", "2", "--errors", "louis", "--profile", "tau2"],
        "pi1, mu1"
      ),
      (
        ["fit", "gmm", "--data", "faithful", "--components", "2", "--tolerance", "-1"],
        "--tolerance is -1: it must be"
      ),
      (["select", "gmm", "--data", "faithful", "--tolerance", "-1"], "--tolerance is -1: it must be"),
      (
        ["fit", "ppca", "--data", "iris", "--iterations", "-3"], "--iterations is -3: it must not be negative"
      ),
      (["select", "ppca", "--data", "iris"], "select knows gmm"),
      (["select", "ppca"], "elbow fit ppca gives"),
      (["select", "nonsense"], "and not nonsense"),
      (
        ["fit", "gmm", "--data", "galaxies", "--components", "2", "--label", "velocity_km_s"],
        "no column left to fit"
      ),
    ])
  func refusals(arguments: [String], fragment: String) throws {
    let result = try Program.run(arguments)
    #expect(result.code == 64 && result.error.contains(fragment) && result.output.isEmpty)
  }

  @Test(
    "--errors louis gives standard errors, missing information, the rate and the profile interval of a weight"
  )
  func louis() throws {
    let arguments = [
      "fit", "gmm", "--data", "faithful", "--components", "2", "--ridge", "0", "--tolerance", "1e-12",
      "--errors",
      "louis",
    ]
    let report: Fit = try decoded(arguments + ["--json"])
    let errors = try #require(report.standardErrors)
    #expect(
      errors.kind == "louis" && errors.parameters.map(\.name).first == "pi1" && errors.parameters.count == 11)
    #expect(abs((errors.parameters[0].standardError ?? 0) - 0.02909) < 5.1e-6)
    #expect(abs((errors.emRate ?? 0) - 0.2407658975) < 1e-6)
    let profile = try #require(errors.profileIntervals?.first)
    let ends = [profile.lower ?? 0, profile.upper ?? 0]
    // The first component may be either.
    let own = ends[0] < 0.5 ? ends : [1 - ends[1], 1 - ends[0]]
    #expect(abs(own[0] - 0.300398) < 2e-6 && abs(own[1] - 0.414039) < 2e-6)
    let text = try Program.run(arguments)
    #expect(text.output.contains("standard errors: observed information"))
    #expect(text.output.contains("profile likelihood of pi1"))
  }

  @Test("--profile names what is profiled instead of the weights")
  func profile() throws {
    let report: Fit = try decoded([
      "fit", "gmm", "--data", "faithful", "--components", "2", "--ridge", "0", "--tolerance", "1e-12",
      "--errors", "louis", "--profile", "mu2 waiting", "--profile", "pi1", "--json",
    ])
    let profiles = try #require(report.standardErrors?.profileIntervals)
    #expect(profiles.map(\.name) == ["mu2 waiting", "pi1"])
    let estimates = report.standardErrors?.parameters ?? []
    for profile in profiles {
      let estimate = try #require(estimates.first { $0.name == profile.name })
      // Near the Wald interval, and not the same.
      let error = try #require(estimate.standardError)
      let (lower, wald) = (try #require(profile.lower), try #require(estimate.lower))
      #expect(lower != wald && abs(lower - wald) < 0.2 * error)
    }
  }

  @Test("Away from a maximum no rate of EM is told")
  func noRate() throws {
    let arguments = [
      "fit", "gmm", "--data", "faithful", "--components", "2", "--iterations", "1", "--errors", "louis",
    ]
    let report: Fit = try decoded(arguments + ["--json"])
    #expect(report.standardErrors != nil && report.standardErrors?.emRate == nil)
    let text = try Program.run(arguments)
    #expect(text.output.contains("standard errors") && !text.output.contains("rate of EM"))
  }

  @Test(
    "A bootstrap is named, counted, and the same at any number of threads; several starts tell their maxima")
  func bootstrap() throws {
    func report(_ threads: String) throws -> Fit {
      try decoded([
        "fit", "gmm", "--data", "faithful", "--components", "2", "--errors", "bootstrap", "--replicates",
        "20",
        "--starts", "4", "--json", "--threads", threads,
      ])
    }
    let (one, two) = (try report("1"), try report("2"))
    #expect(one.standardErrors?.replicates == 20 && one.standardErrors?.kind == "bootstrap")
    #expect(
      one.standardErrors?.parameters.map(\.standardError)
        == two.standardErrors?.parameters.map(\.standardError))
    let maxima = try #require(one.maxima)
    #expect(maxima.reduce(0) { $0 + $1.count } == 4)
    #expect(maxima.map(\.nats).max() == one.logLikelihood.nats)
  }
}
