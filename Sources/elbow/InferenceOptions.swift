import ArgumentParser
import LatentModels
import NumericCore

/// The options on standard errors that every command that fits by EM has.
struct InferenceOptions: ParsableArguments {
  @Option(help: "Standard errors: none, louis, sandwich, bootstrap or parametric-bootstrap.")
  var errors = StandardErrorKind.none

  @Option(parsing: .unconditional, help: "How many refits a bootstrap makes.")
  var replicates = 200

  @Option(parsing: .unconditional, help: "The confidence of the intervals.")
  var confidence = 0.95

  @Option(
    help: ArgumentHelp(
      "A free parameter, such as pi1, whose profile-likelihood interval --errors louis adds; may be given several times. "
        + "Without it, those of the weights, where they take seconds.",
      valueName: "name"))
  var profile: [String] = []

  func validate() throws {
    guard profile.isEmpty || errors == .louis else {
      throw ValidationError("--profile \(profile[0]) needs --errors louis")
    }
    guard (2...1_000_000).contains(replicates) else {
      throw ValidationError("--replicates is \(replicates): it must be from 2 to 1000000")
    }
    guard confidence > 0, confidence < 1 else {
      throw ValidationError("--confidence is \(shortNumber(confidence)): it must lie between 0 and 1")
    }
  }

  /// Refuses, before anything is fitted, what could not be computed afterwards.
  /// - Throws: also `.invalidSetting` if a parameter is to be profiled that `model` does not have.
  func check(_ model: AnyEMModel) throws(FittingError) {
    try model.validate(errors)
    _ = try profiledPlaces(of: model)
  }

  /// The standard errors asked for, of a model at its maximum; nil if none were.
  func report(
    on model: AnyEMModel, seed: UInt64, _ progress: ProgressLine, in workspace: Workspace
  ) throws(FittingError) -> InferenceReport? {
    guard errors != .none else { return nil }
    defer { progress.clear() }
    if let kind = errors.bootstrapKind {
      let study = model.bootstrap(kind, count: replicates, seed: seed)
      let findings = try progress.finish(study, "refits", in: workspace)
      return InferenceReport(
        StandardErrors(findings, confidence: confidence), replicates: findings.replicates.count,
        failures: findings.failures, degenerate: findings.degenerate)
    }
    let places = try profiledPlaces(of: model)
    let information = try model.information(in: workspace)
    var profiles: [ProfileFindings] = []
    var notes: [String] = []
    if information.covariance != nil, !places.isEmpty {
      if profile.isEmpty, !Self.isCheap(places.count, of: model) {
        notes.append(
          "the profile-likelihood intervals of the weights would take long and were left out: "
            + "ask for one by name, such as --profile \(model.free.names[places[0]])")
      } else {
        let study = model.profiles(of: places, confidence: confidence)
        profiles = try progress.finish(study, "profile likelihood:", in: workspace)
      }
    }
    return InferenceReport(
      StandardErrors(information, kind: errors, confidence: confidence), information: information,
      profiles: profiles, notes: notes)
  }

  /// The free parameters to be profiled: those named, or the weights.
  private func profiledPlaces(of model: AnyEMModel) throws(FittingError) -> [Int] {
    guard errors == .louis else { return [] }
    let names = model.free.names
    guard !profile.isEmpty else { return names.indices.filter { names[$0].isNameOfWeight } }
    var places: [Int] = []
    for name in profile {
      guard let place = names.firstIndex(of: name) else {
        throw .invalidSetting(
          name: "--profile", found: name,
          expected: "a free parameter: " + names.prefix(20).joined(separator: ", ")
            + (names.count > 20 ? " and so on" : ""))
      }
      if !places.contains(place) { places.append(place) }
    }
    return places
  }

  /// Whether so many profiles take seconds only: each of them some twenty passes that cost N p² each.
  private static func isCheap(_ profiles: Int, of model: AnyEMModel) -> Bool {
    let parameters = Double(model.free.names.count)
    return Double(profiles) * Double(model.data.rows) * parameters * parameters < 1e9
  }
}

extension StandardErrorKind: ExpressibleByArgument {}

extension String {
  /// Whether it names the weight of a component: pi and a number.
  fileprivate var isNameOfWeight: Bool {
    hasPrefix("pi") && count > 2 && dropFirst(2).allSatisfy(\.isNumber)
  }
}
