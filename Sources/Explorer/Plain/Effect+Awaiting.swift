extension Effect {
  /// Whether one message answers it, sooner or later: a file that is read or written.
  public var isAwaited: Bool {
    switch self {
    case .load, .preview, .complete, .save, .saveLadder, .export: true
    default: false
    }
  }
}

extension Message {
  /// Whether it answers an effect that is awaited.
  public var answersAwaited: Bool {
    switch self {
    case .loaded, .restored, .failed, .previewed, .completed, .saved, .savedLadder, .exported, .fileExists,
      .exportExists:
      true
    default: false
    }
  }
}
