import LatentModels
import NumericCore
import RealModule
import TestSupport
import Testing

@Suite("The linkage multinomial")
struct LinkageTests {
  static func table(_ counts: [Double]) -> DataTable {
    DataTable(
      name: "linkage", values: Matrix(counts.map { [$0] }), columnNames: ["count"],
      labels: Labels(name: "cell", codes: [0, 1, 2, 3], levels: ["AB", "Ab", "aB", "ab"]))
  }

  static let classic = table([125, 18, 20, 34])
  private let estimate = (15 + 53809.squareRoot()) / 394

  @Test("EM walks the iterates of Dempster, Laird and Rubin, at the rate of the missing information")
  func goldenRun() throws {
    let space = workspace(threads: 1)
    var model = try LinkageMultinomial(data: Self.classic, settings: LinkageSettings(tolerance: 0))
    #expect(abs(model.closedForm - estimate) < 1e-14)
    let expected = [
      0.6082474227, 0.6243210504, 0.6264888791, 0.6267773223, 0.6268156321, 0.6268207190,
    ]
    var errors: [Double] = []
    for index in 0..<12 {
      _ = try model.step(in: space)
      _ = try model.step(in: space)
      if index < 6 { #expect(abs(model.parameters - expected[index]) < 1e-10) }
      errors.append(abs(model.parameters - estimate))
    }
    #expect(abs(errors[6] / errors[5] - 0.1327787337) < 1e-5)
  }

  @Test("The curvature at the maximum is the information there is: 377.5169")
  func information() throws {
    let space = workspace(threads: 1)
    let model = try LinkageMultinomial(data: Self.classic, settings: LinkageSettings())
    func total(_ theta: Double) throws -> Double {
      let perIndividual = try model.unitLogLikelihoods(at: theta, in: space)
      #expect(perIndividual.count == 197)
      return perIndividual.reduce(0, +)
    }
    let h = 1e-3
    let curvature = try (total(estimate + h) - 2 * total(estimate) + total(estimate - h)) / (h * h)
    #expect(abs(-curvature - 377.5169004) < 0.02)
    #expect(abs(try total(estimate) - model.closedFormLogLikelihood) < 1e-10)
  }

  @Test("Stochastic EM wanders around the estimate as far as it must")
  func stationaryLaw() throws {
    let space = workspace(threads: 1)
    var model = try LinkageMultinomial(
      data: Self.classic,
      settings: LinkageSettings(tolerance: 0, method: EMMethod(expectation: .stochastic), seed: 11))
    var path: [Double] = []
    for _ in 0..<20_000 {
      _ = try model.step(in: space)
      _ = try model.step(in: space)
      path.append(model.parameters)
    }
    let mean = path.reduce(0, +) / 20_000
    let centred = path.map { $0 - mean }
    let variance = centred.reduce(0) { $0 + $1 * $1 } / 20_000
    // 4 standard errors each: sd/√n_eff, sd/√2n and 1/√n.
    #expect(abs(mean - 0.62585) < 6e-4)
    #expect(abs(variance.squareRoot() - 0.01769) < 4e-4)
    let products = zip(centred, centred.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(products / 20_000 / variance - 0.1328) < 0.03)
  }

  @Test("Any four counts: the closed form is where EM goes, at an end of the range as well")
  func otherCounts() throws {
    let space = workspace(threads: 1)
    for counts in [
      [5.0, 5, 5, 5], [1, 0, 0, 300], [0, 3, 4, 0], [40, 0, 0, 0], [3, 9, 9, 1], [0, 0, 2, 7],
    ] {
      let (fit, nats) = try converged(
        try LinkageMultinomial(data: Self.table(counts), settings: LinkageSettings(tolerance: 1e-15)),
        in: space, atMost: 3000)
      #expect(abs(fit.parameters - fit.closedForm) < 1e-4, "\(counts)")
      #expect(nats <= fit.closedFormLogLikelihood + 1e-6 && nats > fit.closedFormLogLikelihood - 1e-3)
    }
    let (ended, _) = try converged(
      try LinkageMultinomial(data: Self.table([0, 3, 4, 0]), settings: LinkageSettings(tolerance: 1e-15)),
      in: space)
    var restarted = try ended.changed(by: .method(.em))
    let event = try restarted.step(in: space)
    #expect(event.findings == [.shareAtItsEnd(0)])
  }

  @Test("The picture divides the first cell, and its fitted counts add up to everyone")
  func picture() throws {
    let (fit, _) = try converged(
      try LinkageMultinomial(data: Self.classic, settings: LinkageSettings(tolerance: 1e-15)),
      in: workspace(threads: 1))
    let axis = Plane.Axis.column(0, of: Self.classic)
    let portrait = fit.portrait(
      EMPortraitRequest(plane: Plane(x: axis, y: axis), rows: []), in: workspace(threads: 1))
    guard case .cells(let picture) = portrait.picture else {
      Issue.record("cells were expected")
      return
    }
    #expect(picture.cells.map(\.name) == ["AB", "Ab", "aB", "ab"])
    #expect(abs(picture.cells.reduce(0) { $0 + $1.fitted } - 197) < 1e-9)
    #expect(picture.cells[0].parts.count == 2 && abs(picture.cells[0].parts.reduce(0, +) - 125) < 1e-9)
    #expect(abs(picture.cells[0].parts[1] - 125 * estimate / (2 + estimate)) < 1e-6)
  }

  @Test("Replicates keep everyone, and scatter the estimate by its standard error")
  func replicates() throws {
    let model = try LinkageMultinomial(data: Self.classic, settings: LinkageSettings())
    let fit = try #require(model.parameters(free: [estimate]))
    let atEstimate = try model.changed(by: .parameters([fit]))
    for isFromModel in [true, false] {
      let found = try (0..<400).map { index in
        let data =
          isFromModel
          ? try atEstimate.simulatedData(seed: 5, replicate: UInt32(index))
          : atEstimate.resampledData(seed: 5, replicate: UInt32(index))
        #expect(data.values.storage.reduce(0, +) == 197)
        return try atEstimate.refitting(data).closedForm
      }
      let mean = found.reduce(0, +) / 400
      let deviation = (found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399).squareRoot()
      #expect(abs(mean - estimate) < 0.012 && abs(deviation / 0.0514673492 - 1) < 0.15)
    }
  }

  @Test("What are not four counts is refused in words")
  func refusals() {
    for counts in [
      [1.0, 2, 3], [1, 2, 3, 4, 5], [1, 2, -3, 4], [1, 2, 3.5, 4], [0, 0, 0, 0], [1, .nan, 3, 4],
    ] {
      let data = DataTable(name: "counts", values: Matrix(counts.map { [$0] }))
      #expect(throws: FittingError.self) { try LinkageMultinomial(data: data, settings: LinkageSettings()) }
    }
    for start in [0.0, 1, -0.5, Double.nan] {
      #expect(throws: FittingError.self) {
        try LinkageMultinomial(data: Self.classic, settings: LinkageSettings(start: start))
      }
    }
  }
}
