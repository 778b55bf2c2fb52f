/// When the next frame is due. It goes by when frames were due, not by when they were drawn, so that neither the time that drawing
/// takes nor something that comes late makes them fewer; a frame that is late by a whole interval or more is dropped, not caught up
/// with.
public struct FramePacing: Hashable, Sendable {
  /// From one frame to the next, in seconds.
  public let interval: Double
  /// When the next frame is due, in seconds on the clock of whoever asks.
  public private(set) var due = -Double.infinity

  /// At most so many frames a second.
  public init(framesPerSecond: Double) { interval = 1 / framesPerSecond }

  /// Whether a frame is due at `now`; if so, when the one after it will be is settled.
  public mutating func isDue(at now: Double) -> Bool {
    guard now >= due else { return false }
    due = due + interval > now ? due + interval : now + interval
    return true
  }

  /// Nothing is due before `moment`.
  public mutating func rest(until moment: Double) { due = max(due, moment) }

  /// A frame was drawn at `now` that was not waited for: the next one is due an interval later.
  public mutating func noteExtraFrame(at now: Double) { due = now + interval }
}
