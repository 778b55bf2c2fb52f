/// Hands effects to an engine in the order in which they come, and delivers what it answers.
///
/// Reading a file or a directory goes beside the queue: a run never waits for a disk.
public final class EffectQueue: Sendable {
  private let engine: Engine
  private let deliver: @Sendable (Message) -> Void
  private let runs: AsyncStream<Effect>.Continuation

  /// A queue to `engine`; `deliver` is called with each answer, on any thread.
  public init(engine: Engine, deliver: @escaping @Sendable (Message) -> Void) {
    self.engine = engine
    self.deliver = deliver
    let (stream, continuation) = AsyncStream.makeStream(of: Effect.self)
    runs = continuation
    Task {
      for await effect in stream {
        if let message = await engine.carryOut(effect) { deliver(message) }
      }
    }
  }

  /// Takes an effect; returns at once. A study that is given up stops its piece now, not when its turn comes.
  public func submit(_ effect: Effect) {
    switch effect {
    case .cancelStudy(let id): engine.giveUp(id)
    case .performVariational(let id, .change): engine.abandonStep(of: id)
    default: break
    }
    guard effect.reads else {
      runs.yield(effect)
      return
    }
    Task { [engine, deliver] in
      if let message = await engine.carryOut(effect) { deliver(message) }
    }
  }

  /// Takes no more effects, stops every run and waits until they have stopped.
  public func finish() async {
    runs.finish()
    await engine.stop()
  }
}
