import NumericCore
import TestSupport
import Testing

@testable import LatentModels

/// What the mixture under an encoder, the mean fields and the turned PPCA all promise.
struct FieldContractTests {
  private let space = Workspace(pool: WorkerPool(threads: 2))

  private static let plans: [VariationalPlan] =
    MixtureEncoder.allCases.map { .mixtureEncoder(MixtureEncoderSettings(encoder: $0, seed: 3)) } + [
      .rotatedPPCA(RotatedPPCASettings()), .binaryMeanField(BinaryMeanFieldSettings()),
      .gaussianMeanField(GaussianMeanFieldSettings()),
    ]

  private static let iris = RotatedPPCATests.iris.standardized()

  @Test("A run that is put away and opened again goes on to the last bit", arguments: plans)
  func archives(plan: VariationalPlan) throws {
    var model = try plan.model(on: Self.iris)
    for count in 0..<5 {
      let archive = model.archived()
      var again = try AnyVariationalModel(archive: archive, data: Self.iris)
      var here = model
      #expect(again.plan == plan && again.stepsTaken == count)
      #expect(
        again.portrait(VariationalPortraitRequest(), in: space)
          == model.portrait(VariationalPortraitRequest(), in: space))
      for _ in 0..<3 {
        let (one, two) = (try here.step(in: space), try again.step(in: space))
        #expect(one == two)
      }
      _ = try model.step(in: space)
    }
  }

  @Test("The account holds, in the data's own units, and agrees with what the steps say", arguments: plans)
  func accounts(plan: VariationalPlan) throws {
    var model = try plan.model(on: Self.iris)
    for _ in 0..<4 {
      let event = try model.step(in: space)
      let portrait = model.portrait(VariationalPortraitRequest(), in: space)
      let account = try #require(portrait.account)
      #expect(abs(account.residual) < 1e-10 * max(1, abs(account.expectedLogJoint)))
      #expect(abs(account.evidenceLowerBound - event.objective.nats) < 1e-8)
      #expect(abs(account.logLikelihood - (event.logLikelihood ?? event.objective.nats)) < 1e-8)
      #expect(portrait.iteration == event.iteration && portrait.stepsTaken == event.step)
      var evaluation = try model.evaluation(on: model.data)
      try evaluation.finish(in: space)
      #expect(abs(evaluation.scores[0].objective.nats - account.logLikelihood) < 1e-8)
      #expect(evaluation.scores[1].objective.nats <= account.logLikelihood + 1e-8)
    }
  }

  @Test("A broken archive is refused in words", arguments: plans)
  func brokenArchives(plan: VariationalPlan) throws {
    var model = try plan.model(on: Self.iris)
    _ = try model.step(in: space)
    let archive = model.archived()
    for name in archive.tensors.keys where name != "last_bound" && !name.hasPrefix("encoder.") {
      var broken = archive
      broken.tensors[name] = .init([.nan])
      #expect(throws: FittingError.self, "\(name)") {
        try AnyVariationalModel(archive: broken, data: Self.iris)
      }
    }
    for name in archive.metadata.keys where name != "kind" && !name.hasPrefix("encoder.") && name != "start" {
      var broken = archive
      broken.metadata[name] = "nonsense"
      #expect(throws: FittingError.self, "\(name)") {
        try AnyVariationalModel(archive: broken, data: Self.iris)
      }
    }
  }

  @Test("Every table is offered the toy targets, and the others where it has rows and columns enough")
  func choices() {
    let names = VariationalPlan.choices(for: Self.iris, seed: 9).map(\.summary.name)
    for name in ["mixture-encoder", "rotated-ppca", "binary-mean-field", "gaussian-mean-field"] {
      #expect(names.contains(name))
    }
    let small = DataTable(name: "small", values: Matrix([[1.0, 2], [3, 4]]))
    let few = VariationalPlan.choices(for: small, seed: 9).map(\.summary.name)
    #expect(
      !few.contains("mixture-encoder") && !few.contains("rotated-ppca") && few.contains("binary-mean-field"))
    var plan = VariationalPlan.mixtureEncoder(MixtureEncoderSettings(seed: 9))
    plan.seed = 10
    #expect(plan.seed == 10 && plan.settings == nil)
  }
}
