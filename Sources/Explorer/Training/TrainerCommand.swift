import LatentModels

/// What a trainer is told to do. Data, so that a test compares it and a log replays it.
public enum TrainerCommand<Change: Hashable & Sendable>: Hashable, Sendable {
  /// Move one position on: through the history, or by a new half-step at its end.
  case stepForward
  /// Move to the next position at which the log-likelihood is known after a whole iteration.
  case iterationForward
  /// Move back to the last such position before this one.
  case iterationBack
  /// Move so many positions on in the history, or back, as far as it goes.
  case move(Int)
  /// Move to a position of the history, counted from 0, or to its end if it is shorter.
  case seek(Int)
  /// Take steps until told to pause, or until there is nothing more to gain.
  case run
  /// Stop taking steps.
  case pause
  /// Put a changed model in the place of the present one.
  case change(Change)
  /// Go back to before the newest change, dropping what followed from it.
  case takeBack
}
