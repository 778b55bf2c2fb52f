import LatentModels
import NumericCore
import Testing

@Suite("The proximal stack")
struct ProximalTests {
  private func history(
    _ model: AnyEMModel, steps: Int, in space: Workspace
  ) throws -> [HistoryEntry] {
    var timeline = Timeline(start: model)
    for _ in 0..<steps { _ = try timeline.advance(in: space) }
    return timeline.entries
  }

  @Test("The bars of the golden run are its columns ΔQ and KL, and their sum is Δℓ")
  func golden() throws {
    let space = workspace()
    let entries = try history(AnyEMModel(try OldFaithful.goldenMixture()), steps: 17, in: space)
    let bars = ProximalStack(of: entries).bars
    #expect(bars.count == 8)
    for (index, (bar, row)) in zip(bars, GoldenRunTests.table).enumerated() {
      #expect(bar.iteration == index + 1 && bar.position == 2 * index + 2 && bar.isExact)
      #expect(abs(bar.gainOfQ - row.gain) < 1e-7)
      #expect(abs((bar.divergence ?? .nan) - row.divergence) < 1e-7)
      guard index + 1 < GoldenRunTests.table.count else { continue }
      let gain = GoldenRunTests.table[index + 1].logLikelihood - row.logLikelihood
      #expect(abs((bar.gain ?? .nan) - gain) < 1e-7)
    }
  }

  @Test(
    "Both parts are non-negative and add up to Δℓ, for every model and every length of the M half-step",
    arguments: EveryModel.cases, [MaximizationKind.full, .relaxed(0.4), .relaxed(1.6)])
  func identity(_ example: EveryModel.Case, _ kind: MaximizationKind) throws {
    let space = workspace()
    let model = try example.model(method: EMMethod(maximization: kind), iterations: 0, in: space)
    let entries = try history(model, steps: 12, in: space)
    let bars = ProximalStack(of: entries).bars
    #expect(bars.count == 6)
    for bar in bars.dropLast() {
      let divergence = try #require(bar.divergence)
      #expect(bar.isExact && bar.gainOfQ >= 0 && divergence > -1e-9)
      // Δℓ by another way: from the two log-likelihoods.
      guard case .step(let after) = entries[bar.position], case .step(let before) = entries[bar.position - 2]
      else {
        Issue.record("no E half-steps around the bar")
        continue
      }
      #expect(abs(bar.gainOfQ + divergence - (after.objective.nats - before.objective.nats)) < 1e-9)
    }
    #expect(bars.last?.rest == .awaited && bars.last?.gain == nil)
  }

  @Test("With another law of the component the old gap is taken away, and the sum still holds")
  func otherLaws() throws {
    let space = workspace()
    for kind in [ExpectationKind.hard, .stochastic, .monteCarlo(draws: 4)] {
      let model = AnyEMModel(try OldFaithful.goldenMixture())
        .changed(method: EMMethod(expectation: kind))
      let entries = try history(model, steps: 9, in: space)
      let bars = ProximalStack(of: entries).bars
      #expect(bars.count == 4)
      for bar in bars {
        guard case .known(let divergence, let slack) = bar.rest,
          case .step(let after) = entries[bar.position], case .step(let before) = entries[bar.position - 2]
        else {
          Issue.record("the bar of \(kind) is \(bar.rest)")
          continue
        }
        #expect(!bar.isExact && slack > 0 && divergence > 0)
        let gain = after.objective.nats - before.objective.nats
        #expect(abs(bar.gainOfQ + divergence - slack - gain) < 1e-8)
        #expect(abs((bar.gain ?? .nan) - gain) < 1e-8)
      }
    }
  }

  @Test("Where q has no entropy, or only some rows were seen, there is no KL")
  func unknown() throws {
    let space = workspace()
    let factor = FactorSettings(
      .isotropic, latentDimensions: 1, method: EMMethod(expectation: .monteCarlo(draws: 2)))
    let drawn = ProximalStack(
      of: try history(AnyEMModel(PPCA(data: Tables.iris, settings: factor)), steps: 5, in: space))
    #expect(drawn.bars.count == 2)
    #expect(drawn.bars.allSatisfy { $0.divergence == nil && $0.gain != nil && !$0.isExact })
    let batches = AnyEMModel(try OldFaithful.goldenMixture())
      .changed(method: EMMethod(expectation: .minibatch(rows: 50)))
    #expect(ProximalStack(of: try history(batches, steps: 5, in: space)).bars.isEmpty)
  }

  @Test("A person's change interrupts the stack; what was taken back has no KL")
  func interruptions() throws {
    let space = workspace()
    var timeline = Timeline(start: AnyEMModel(try OldFaithful.goldenMixture()))
    for _ in 0..<4 { _ = try timeline.advance(in: space) }
    timeline.intervene(
      "mean placed", with: try timeline.model.changed(by: .mean(component: 0, position: [0, 1])))
    for _ in 0..<4 { _ = try timeline.advance(in: space) }
    let bars = ProximalStack(of: timeline.entries).bars
    #expect(bars.map(\.iteration) == [1, 2, 3, 4])
    #expect(bars.map { $0.rest == .awaited } == [false, true, false, true])

    func step(_ phase: Phase, _ nats: Double, _ gain: Double?, _ findings: [Finding] = []) -> HistoryEntry {
      .step(
        StepEvent(
          step: 1, iteration: 1, phase: phase,
          objective: Objective(phase == .expectation ? .exact : .bound, nats: nats), gain: gain,
          findings: findings))
    }
    let jump = ProximalStack(of: [
      step(.expectation, -100, nil), step(.maximization, -99, 1),
      step(.expectation, -98, 2, [.extrapolationTakenBack(nats: 5)]),
    ])
    #expect(jump.bars.map(\.rest) == [.takenBack(gain: 2)])
  }
}

extension AnyEMModel {
  /// The same model under another method.
  fileprivate func changed(method: EMMethod) -> AnyEMModel {
    (try? changed(by: .method(method))) ?? self
  }
}
