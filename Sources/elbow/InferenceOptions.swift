import ArgumentParser
import LatentModels

/// The options on standard errors that every command that fits by EM has.
struct InferenceOptions: ParsableArguments {
  @Option(help: "Standard errors: none, louis, sandwich, bootstrap or parametric-bootstrap.")
  var errors = StandardErrorKind.none

  @Option(help: "How many refits a bootstrap makes.")
  var replicates = 200

  @Option(help: "The confidence of the intervals.")
  var confidence = 0.95

  func validate() throws {
    guard (2...1_000_000).contains(replicates) else {
      throw ValidationError("--replicates is \(replicates): it must be from 2 to 1000000")
    }
    guard confidence > 0, confidence < 1 else {
      throw ValidationError("--confidence is \(confidence): it must lie between 0 and 1")
    }
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
        failures: findings.failures)
    }
    let information = try model.information(in: workspace)
    var profiles: [ProfileFindings] = []
    if information.covariance != nil, errors == .louis {
      let weights = model.free.names.indices.filter { model.free.names[$0].isNameOfWeight }
      for index in weights {
        let study = model.profile(of: index, confidence: confidence)
        profiles.append(try progress.finish(study, "profile of \(model.free.names[index]):", in: workspace))
      }
    }
    return InferenceReport(
      StandardErrors(information, kind: errors, confidence: confidence), information: information,
      profiles: profiles)
  }
}

extension StandardErrorKind: ExpressibleByArgument {}

extension String {
  /// Whether it names the weight of a component: pi and a number.
  fileprivate var isNameOfWeight: Bool {
    hasPrefix("pi") && count > 2 && dropFirst(2).allSatisfy(\.isNumber)
  }
}
