import FoundationEssentials
import TestSupport
import Testing

@Suite("The fits with one scalar latent, without a terminal")
struct VariationalFitTests {
  private struct Report<Parameters: Decodable>: Decodable {
    struct Likelihood: Decodable {
      let kind: String
      let nats: Double
      let perRow: Double
    }
    struct Gaps: Decodable {
      let approximation: Double
      let amortisation: Double
      let parameterBias: Double?
      let parameterBiasFrom: String?
    }
    struct HeldOut: Decodable {
      let rows: Int
      let logLikelihood: Likelihood
    }
    let model: String
    let method: String
    let parameters: Parameters
    let logLikelihood: Likelihood
    let elbo: Likelihood
    let laplace: Likelihood?
    let gaps: Gaps
    let heldOut: HeldOut?
    let degreesOfFreedom: Int
    let aic: Double
    let bic: Double
    let iterations: Int
    let converged: Bool
    let trace: [Double]
    let warnings: [String]
  }

  private struct Items: Decodable {
    let items: [String]
    let intercepts: [Double]
    let slopes: [Double]
  }
  private struct Groups: Decodable {
    struct Effect: Decodable {
      let name: String
      let estimate: Double
    }
    let fixed: [Effect]
    let standardDeviation: Double
  }
  private struct Curve: Decodable { let a, b, c, sigma: Double }

  private func fit<Parameters: Decodable>(
    _ arguments: [String], _: Parameters.Type
  ) throws -> Report<Parameters> {
    try Program.decoded(["fit"] + arguments)
  }

  /// What every report keeps to: ELBO + gaps = ℓ, and the trace ends at what is maximised.
  private func checkAccount<Parameters>(_ report: Report<Parameters>) {
    let gaps = report.gaps.approximation + report.gaps.amortisation
    #expect(abs(report.elbo.nats + gaps - report.logLikelihood.nats) < 1e-8)
    #expect(gaps > -1e-8 && report.gaps.parameterBias ?? 0 > -1e-6 && report.logLikelihood.kind == "exact")
    #expect(report.trace.count == report.iterations + 1)
    let last = report.trace.last ?? 0
    #expect(abs(last - (report.laplace ?? report.elbo).nats) < 1e-8)
    let expected = 2 * Double(report.degreesOfFreedom) - 2 * report.logLikelihood.nats
    #expect(abs(report.aic - expected) < 1e-9)
  }

  @Test("fit item-response finds the known maxima of the LSAT, and the bounds below them")
  func items() throws {
    let rasch = try fit(["item-response", "--data", "lsat", "--model", "rasch"], Items.self)
    checkAccount(rasch)
    #expect(rasch.converged && abs(rasch.logLikelihood.nats + 2466.9375996) < 1e-3)
    #expect(rasch.elbo.kind == "exact" && rasch.degreesOfFreedom == 6)
    #expect(rasch.parameters.items == ["item1", "item2", "item3", "item4", "item5"])
    #expect(rasch.parameters.slopes.allSatisfy { abs($0 - 0.755) < 0.01 })
    #expect(abs(rasch.logLikelihood.perRow + 2.4669376) < 1e-5)
    for method in ["vi", "encoder"] {
      let bound = try fit(
        ["item-response", "--data", "lsat", "--model", "rasch", "--method", method, "--iterations", "100"],
        Items.self)
      checkAccount(bound)
      #expect(bound.elbo.kind == "bound" && bound.elbo.nats > -2466.9375996 - 1, "\(bound.elbo)")
      #expect(bound.gaps.approximation > 1e-4)
    }
    let text = try Program.run(["fit", "item-response", "--data", "lsat", "--iterations", "5"])
    #expect(
      text.code == 0 && text.output.contains("Item response, 2PL of 5 items, by em, on lsat"), "\(text)")
    #expect(text.output.contains("note: not converged after 5 iterations: raise --iterations"))
  }

  @Test("fit logistic-intercept has lme4's fit of the herds by Laplace, and the exact likelihood beside it")
  func herds() throws {
    let columns = ["--successes", "incidence", "--trials", "size", "--fixed", "period", "--group", "herd"]
    let laplace = try fit(
      ["logistic-intercept", "--data", "cbpp", "--method", "laplace"] + columns, Groups.self)
    checkAccount(laplace)
    let estimates = laplace.parameters.fixed.map(\.estimate) + [laplace.parameters.standardDeviation]
    for (a, b) in zip(estimates, [-1.398, -0.992, -1.128, -1.580, 0.642]) { #expect(abs(a - b) < 2e-3) }
    #expect(laplace.parameters.fixed.map(\.name) == ["(Intercept)", "period 2", "period 3", "period 4"])
    #expect(abs((laplace.laplace?.nats ?? 0) + 92.0) < 0.06 && laplace.degreesOfFreedom == 5)
    let em = try fit(["logistic-intercept", "--data", "cbpp"] + columns, Groups.self)
    checkAccount(em)
    #expect(em.converged && em.logLikelihood.nats > laplace.logLikelihood.nats - 1e-3)
    let vi = try fit(["logistic-intercept", "--data", "cbpp", "--method", "vi"], Groups.self)
    checkAccount(vi)
    #expect(vi.parameters.fixed.count == 4 && vi.elbo.nats < em.logLikelihood.nats)
    let slope = try fit(
      ["logistic-intercept", "--data", "cbpp", "--group", "herd", "--iterations", "5"]
        + ["--successes", "incidence", "--trials", "size", "--fixed", "period:numeric"], Groups.self)
    #expect(slope.parameters.fixed.map(\.name) == ["(Intercept)", "period"])
    #expect(slope.parameters.fixed[1].estimate < -0.3)
  }

  @Test("fit curve has the bound and the likelihood of each way to a law, and can be saved")
  func curve() throws {
    let folder = try TemporaryFolder()
    for method in ["em", "vi", "encoder-linear", "encoder-quadratic"] {
      let report = try fit(
        [
          "curve", "--data", "galaxies", "--method", method, "--iterations", "6", "--tolerance", "0",
          "--save",
          folder.path + "/run.safetensors",
        ], Curve.self)
      checkAccount(report)
      #expect(report.iterations == 6 && report.parameters.sigma > 0 && report.method == method)
      #expect(report.gaps.amortisation > (method.hasPrefix("encoder") ? 1e-3 : -1e-6))
    }
    #expect(folder.names == ["run.safetensors"])
    let held = try Program.run([
      "fit", "curve", "--data", "galaxies", "--iterations", "5", "--holdout", "0.2",
    ])
    #expect(held.code == 0 && held.output.contains("held out"), "\(held)")
  }

  @Test("A fit whose alternation is slow goes on to the maximum by direct steps, and says so")
  func directSteps() throws {
    let exact = try fit(["curve", "--data", "galaxies"], Curve.self)
    checkAccount(exact)
    #expect(exact.converged && exact.gaps.parameterBias == nil && abs(exact.parameters.b) < 200)
    #expect(exact.warnings.contains { $0.contains("direct steps then gained") }, "\(exact.warnings)")
    // A run that is stopped stays as it is.
    let stopped = try fit(["curve", "--data", "galaxies", "--iterations", "5"], Curve.self)
    #expect(!stopped.converged && stopped.iterations == 5 && stopped.gaps.parameterBias == nil)
    #expect(stopped.logLikelihood.nats < exact.logLikelihood.nats)
  }

  @Test("The bias of a curve is counted from the maximum found, and of a bounded likelihood from its maximum")
  func biases() throws {
    let curve = try fit(["curve", "--data", "galaxies", "--method", "encoder-linear"], Curve.self)
    checkAccount(curve)
    #expect(
      curve.gaps.parameterBiasFrom == (curve.gaps.parameterBias == nil ? nil : "the maximum found"))
    let rasch = try fit(
      ["item-response", "--data", "lsat", "--model", "rasch", "--method", "vi"], Items.self)
    checkAccount(rasch)
    let bias = try #require(rasch.gaps.parameterBias)
    #expect(bias > 0 && rasch.gaps.parameterBiasFrom == "the maximum likelihood")
    #expect(abs(rasch.logLikelihood.nats + bias + 2466.9375996) < 1e-3)
  }

  @Test("Persons are held out, not patterns of answers")
  func heldOutPersons() throws {
    let report = try fit(
      ["item-response", "--data", "lsat", "--model", "rasch", "--holdout", "0.2", "--iterations", "20"],
      Items.self)
    let held = try #require(report.heldOut?.logLikelihood)
    #expect(abs(held.nats / held.perRow - 200) < 1e-6)
    #expect(abs(report.logLikelihood.nats / report.logLikelihood.perRow - 800) < 1e-6)
    #expect(abs(held.perRow - report.logLikelihood.perRow) < 0.3)
  }

  @Test("Slopes near the ends of their range are named by their items")
  func slopes() throws {
    let folder = try TemporaryFolder()
    // Each answer of 1 makes the others less likely, which no slope can say.
    try folder.write("a,b,c\n1,1,0\n1,0,1\n0,1,1\n1,0,0\n0,1,0\n0,0,1\n", to: "opposed.csv")
    let flat = try fit(
      ["item-response", "--data", folder.path + "/opposed.csv", "--model", "rasch"], Items.self)
    #expect(flat.warnings.contains { $0.contains("the common slope goes to 0") }, "\(flat)")
  }

  @Test("A column that two options name is told with both; a bound without end is refused")
  func clashes() throws {
    let folder = try TemporaryFolder()
    try folder.write("g,y\nA,1\nA,0\nB,1\nB,0\n", to: "d.csv")
    let clash = try Program.run([
      "fit", "logistic-intercept", "--data", folder.path + "/d.csv", "--successes", "y", "--fixed", "g",
      "--group", "g",
    ])
    #expect(clash.code == 64 && clash.error.contains("--group and --fixed both name g"), "\(clash)")
    try folder.write("x\n3\n4\n", to: "two.csv")
    for method in ["em", "vi", "encoder-quadratic"] {
      let result = try Program.run([
        "fit", "curve", "--data", folder.path + "/two.csv", "--method", method,
      ])
      #expect(
        result.code == 1 && result.error.contains("the noise about the curve of x has vanished"), "\(result)")
    }
  }

  @Test(
    "What would change nothing is refused, and so is a start that is none",
    arguments: [
      (["item-response", "--data", "lsat", "--standardize"], "--standardize means nothing here"),
      (["logistic-intercept", "--data", "cbpp", "--standardize"], "--standardize means nothing here"),
      (["curve", "--data", "galaxies", "--start", "1,2,3"], "four numbers a,b,c,sigma"),
      (["curve", "--data", "galaxies", "--start", "1,2,3,0"], "four numbers a,b,c,sigma"),
    ])
  func usage(_ arguments: [String], _ fragment: String) throws {
    let result = try Program.run(["fit"] + arguments)
    #expect(result.code == 64 && result.error.contains(fragment) && result.output.isEmpty, "\(result)")
  }

  @Test("A curve begins where --start says, and looks at no other column")
  func start() throws {
    let folder = try TemporaryFolder()
    try folder.write("x,y\n-1,1e150\n0,1\n2,2\n1,3\n4,1\n", to: "huge.csv")
    let report = try fit(
      ["curve", "--data", folder.path + "/huge.csv", "--start", "1,-2,0.5,0.8", "--iterations", "0"],
      Curve.self)
    #expect(report.parameters.a == 1 && report.parameters.b == -2 && report.parameters.c == 0.5)
    #expect(abs(report.parameters.sigma - 0.8) < 1e-12)
    let refused = try Program.run(["fit", "curve", "--data", folder.path + "/huge.csv", "--columns", "y"])
    #expect(
      refused.code == 65 && refused.error.contains("huge.csv, row 1, column y: 1e+150 is too large"),
      "\(refused)")
  }

  @Test("A curve that does not bend is said not to tell its parameters apart")
  func straight() throws {
    let folder = try TemporaryFolder()
    let values = [0.1, 0.3, 0.5, 0.8, 1.1, 1.5, 2.1].flatMap { [$0, -$0] }
    try folder.write("x\n" + values.map { "\($0)\n" }.joined(), to: "even.csv")
    let report = try fit(
      ["curve", "--data", folder.path + "/even.csv", "--start", "0,0.8,0,0.6"], Curve.self)
    #expect(abs(report.parameters.c) < 1e-3, "\(report.parameters)")
    #expect(report.warnings.contains { $0.contains("c is next to 0") }, "\(report.warnings)")
  }

  @Test(
    "Rows that count several times are said with what they count for, and criteria away from a maximum are marked"
  )
  func weights() throws {
    let vi = try Program.run(["fit", "item-response", "--data", "lsat", "--method", "vi"])
    #expect(vi.output.contains("(30 rows, 1000 observations, 5 columns)"), "\(vi)")
    #expect(vi.output.contains(" per observation") && !vi.output.contains(" per row"), "\(vi)")
    #expect(vi.output.contains("not at its maximum"))
    let em = try Program.run(["fit", "item-response", "--data", "lsat"])
    #expect(em.code == 0 && !em.output.contains("not at its maximum"), "\(em)")
    let json = try Program.run(["fit", "item-response", "--data", "lsat", "--json", "--method", "vi"])
    #expect(
      json.output.contains("\"observations\" : 1000") || json.output.contains("\"observations\":1000"),
      "\(json)")
    #expect(json.output.contains("\"criteria_are_at_maximum\""))
  }

  @Test(
    "Data that a model cannot use are refused in a sentence",
    arguments: [
      (
        "item-response", "a,b,c\n1,0,1\n0,1,1\n", [],
        "c was answered 1 by all: its intercept has no finite estimate"
      ),
      ("item-response", "a,b,c\n1,0,1\n0,1,3\n", [], "row 2, column c: 3 is no answer to an item"),
      ("item-response", "a,b\n1,0\n0,1\n", [], "there are 2 items"),
      (
        "logistic-intercept", "g,y,n,f\nA,1,3,1\nA,0,2,2\nB,2,5,1\nB,0,3,2\n",
        ["--successes", "y", "--trials", "n", "--fixed", "f", "--group", "g"],
        "f 2 has no success in 5 trials"
      ),
      (
        "logistic-intercept", "g,y,n\nA,1,3\nB,2,0\n", ["--successes", "y", "--trials", "n", "--group", "g"],
        "row 2, column n: 0 is not a number of trials"
      ),
      ("logistic-intercept", "y,n\n1,3\n2,4\n", ["--successes", "y", "--trials", "n"], "no groups"),
      ("logistic-intercept", "y,n\n1,3\n2,4\n", ["--successes", "y", "--trials", "n"], "--group"),
      (
        "logistic-intercept", "g,y,x\nA,0,1\nA,0,2\nA,1,4\nB,0,2\nB,1,5\nB,1,6\n",
        ["--successes", "y", "--fixed", "x:numeric", "--group", "g"], "x separates successes from failures"
      ),
      ("item-response", "a\n1\n0\n", ["--model", "rasch"], "use more columns."),
      ("curve", "x\n3\n3\n", [], "column x is constant"),
    ])
  func refusals(model: String, content: String, options: [String], fragment: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(content, to: "bad.csv")
    let result = try Program.run(["fit", model, "--data", folder.path + "/bad.csv"] + options)
    #expect(result.code == 65 && result.error.contains(fragment) && result.output.isEmpty, "\(result.error)")
  }
}
