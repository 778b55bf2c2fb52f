/// Where in a film one is, and how one moves through it without a key.
struct FilmPlayer: Hashable, Sendable {
  /// The frame that is shown, counted from 0.
  private(set) var position = 0
  /// +1 forward, −1 back, 0 standing still.
  private(set) var direction = 0
  /// The rate, as a place in `rates`.
  private(set) var rateIndex = 3
  /// When the next frame is due, in seconds; nil: at the next tick.
  private var due: Double?

  /// Frames a second, from slow to fast.
  static let rates: [Double] = [1, 2, 5, 10, 20, 30]

  /// Whether it moves.
  var isPlaying: Bool { direction != 0 }
  /// Frames a second.
  var rate: Double { Self.rates[rateIndex] }

  /// Moves on, or stands still. At either end it turns round, or begins again.
  mutating func toggle(frames: Int, planned: Int) {
    due = nil
    guard direction == 0 else {
      direction = 0
      return
    }
    if position >= planned { position = 0 }
    direction = 1
  }

  /// Plays backwards from here.
  mutating func playBack(planned: Int) {
    due = nil
    direction = direction == -1 ? 0 : -1
    if direction == -1, position == 0 { position = planned }
  }

  /// Begins at the first frame, moving.
  mutating func begin() {
    (position, direction, due) = (0, 1, nil)
  }

  /// Stands still.
  mutating func stop() { direction = 0 }

  /// Goes to a frame there is, and stays.
  mutating func seek(_ position: Int, frames: Int) {
    direction = 0
    self.position = min(max(position, 0), max(frames - 1, 0))
  }

  /// Another rate.
  mutating func changeRate(by places: Int) {
    rateIndex = min(max(rateIndex + places, 0), Self.rates.count - 1)
    due = nil
  }

  /// Moves on where a frame is due at `now`. Before the last frame that there is yet, it waits; frames that were missed are not
  /// caught up with.
  mutating func tick(at now: Double, frames: Int, planned: Int) {
    guard direction != 0, now >= due ?? now else { return }
    let next = position + direction
    if next < 0 || next > planned {
      direction = 0
      return
    }
    guard next < frames else { return }
    position = next
    let interval = 1 / rate
    let wanted = (due ?? now) + interval
    due = wanted > now ? wanted : now + interval
  }
}
