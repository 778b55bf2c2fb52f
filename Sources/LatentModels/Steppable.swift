import NumericCore
import Synchronization

/// What a step of a fit does.
public enum Phase: String, Hashable, Sendable {
  /// The E half-step: the conditional law of the latent given the data, at the present parameter.
  case expectation = "E"
  /// The M half-step: the parameter that maximises the expected complete log-likelihood.
  case maximization = "M"
  /// One minibatch: the gradient of the objective over some rows, and a step of the optimiser.
  case minibatch = "B"
}

/// Something that is computed in steps, each of which a person may want to see.
///
/// A value: a copy is a snapshot, and stepping the copy gives exactly what stepping the original would have given.
public protocol Steppable: Sendable {
  /// How many steps led here.
  var stepsTaken: Int { get }
  /// What the next step would do; nil if there is none.
  var nextPhase: Phase? { get }
  /// Takes one step, the smallest that can be replayed. On an error nothing has changed.
  mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent
}

/// Where a computation happens: the threads, and the word to stop. It never changes a number.
public final class Workspace {
  /// The threads that share the work.
  public let pool: WorkerPool
  /// Looked at between blocks of rows.
  public let cancellation: Cancellation
  /// Memory that was planned once and serves every step, by what it was planned for.
  private var rooms: [AnyHashable: AnyObject] = [:]

  /// A workspace on `pool`, stopped through `cancellation`.
  public init(pool: WorkerPool, cancellation: Cancellation = Cancellation()) {
    self.pool = pool
    self.cancellation = cancellation
  }

  /// The memory that was planned for `plan`, or else `make`s it. What stands in it from before means nothing.
  func room<Room: AnyObject>(for plan: some Hashable & Sendable, make: () -> Room) -> Room {
    if let room = rooms[plan] as? Room { return room }
    // Whoever changes plans all the time must not fill the memory.
    if rooms.count >= 16 { rooms = [:] }
    let room = make()
    rooms[plan] = room
    return room
  }
}

/// A word that any thread may give: stop at the next opportunity, leaving everything as it was.
public final class Cancellation: Sendable {
  private let asked = Atomic<Bool>(false)

  /// A word not yet given.
  public init() {}

  /// Whether somebody asked to stop.
  public var isCancelled: Bool { asked.load(ordering: .relaxed) }

  /// Asks to stop.
  public func cancel() { asked.store(true, ordering: .relaxed) }

  /// Takes the word back, before new work begins.
  public func reset() { asked.store(false, ordering: .relaxed) }
}
