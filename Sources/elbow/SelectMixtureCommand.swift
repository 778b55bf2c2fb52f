import ArgumentParser
import DataFiles
import LatentModels
import NumericCore

/// `elbow select gmm`: the number of components and the covariance family of a Gaussian mixture.
struct SelectMixtureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gmm", abstract: "Choose the number of components and the covariance family.",
    discussion: """
      Examples:
        elbow select gmm --data faithful --components 1-9
        elbow select gmm --data iris --components 1-6 --covariance full,tied --starts 10 --criterion icl
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "The numbers of components, such as 1-9.")
  var components = ComponentRange(1...9)

  @Option(
    help: "The covariance families, separated by commas.",
    completion: .list(CovarianceFamily.allCases.map(\.rawValue)))
  var covariance = FamilyList(CovarianceFamily.allCases)

  @Option(parsing: .unconditional, help: "How many starts each fit has; the best is kept.")
  var starts = 1

  @Option(help: "What the table shows: bic, aic or icl.")
  var criterion = SelectionCriterion.bic

  @Option(help: "Where to start: kmeans++ or random.", completion: .list(["kmeans++", "random"]))
  var start = "kmeans++"

  @Option(parsing: .unconditional, help: "At most so many iterations of each fit.")
  var iterations = 1000

  @Option(parsing: .unconditional, help: "Converged when the mean log-likelihood per row changes by less.")
  var tolerance = 1e-6

  @Option(
    parsing: .unconditional, help: "Added to every variance in each M-step, in squared units of the fit.")
  var ridge = 1e-6

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @Flag(help: "Say nothing but the result.")
  var quiet = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (1...100_000).contains(starts) else {
      throw ValidationError("--starts is \(starts): it must be from 1 to 100000")
    }
    guard iterations >= 0 else {
      throw ValidationError("--iterations is \(iterations): it must not be negative")
    }
    guard ridge >= 0, ridge.isFinite else {
      throw ValidationError("--ridge is \(shortNumber(ridge)): it must be 0 or positive")
    }
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance is \(shortNumber(tolerance)): it must be 0 or positive")
    }
    guard ["kmeans++", "random"].contains(start) else {
      throw ValidationError("--start is \(start): it must be kmeans++ or random")
    }
  }

  func run() throws {
    let table = try data.table(seed: compute.seed)
    let pool = compute.pool()
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    let began = monotonicSeconds()
    let settings = MixtureSettings(
      start: start == "random" ? .random : .kMeansPlusPlus, ridge: ridge, tolerance: tolerance,
      seed: compute.seed)
    let progress = ProgressLine(isShown: !quiet && !json)
    do {
      let selection = MixtureSelection(
        data: table, components: components.range, families: covariance.families, starts: starts,
        settings: settings, iterations: iterations)
      let findings = try progress.finish(selection, "fits", in: workspace)
      progress.clear()
      let report = SelectionReport(
        findings, selection, criterion: criterion, seconds: monotonicSeconds() - began)
      if let failure = report.failureOfAll { throw failure }
      try output(json ? try jsonText(report) : report.text(hasNotes: !quiet))
    } catch let error as FittingError {
      throw failing(error)
    }
  }
}

/// Numbers of components: one, or from one to another.
struct ComponentRange: ExpressibleByArgument {
  let range: ClosedRange<Int>

  init(_ range: ClosedRange<Int>) { self.range = range }

  init?(argument: String) {
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), let first = parts[0], let last = parts[parts.count - 1], first >= 1,
      last >= first, last <= MixtureSettings.mostComponents
    else { return nil }
    range = first...last
  }

  var defaultValueDescription: String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
  }
}

/// Covariance families, each once.
struct FamilyList: ExpressibleByArgument {
  let families: [CovarianceFamily]

  init(_ families: [CovarianceFamily]) { self.families = families }

  init?(argument: String) {
    let names = argument.split(separator: ",").map(String.init)
    let families = names.compactMap(CovarianceFamily.init(rawValue:))
    guard !names.isEmpty, families.count == names.count, Set(families).count == names.count else {
      return nil
    }
    self.families = families
  }

  var defaultValueDescription: String { families.map(\.rawValue).joined(separator: ",") }
}

extension SelectionCriterion: ExpressibleByArgument {}
