import LatentModels
import NumericCore

extension DiffusionLab {
  /// Keeps the film that is shown beside those that come after it, or lets it go.
  /// - Returns: what was done, in words.
  mutating func togglePinnedFilm() -> String {
    guard pinnedFilm == nil else {
      pinnedFilm = nil
      return "one film again"
    }
    guard let film, film.frames.count == film.levels.count else {
      return "the film is still being made: it can be pinned when it is whole"
    }
    pinnedFilm = film
    return "film pinned: the next one, by another method or denoiser, plays beside it from the same noise"
  }

  /// The pinned film where another one is shown beside it, and which of its frames stands at the nearest level.
  var besideFilm: (film: DiffusionFilm, position: Int)? {
    guard view == .reverse, let pinnedFilm, let shownLevel, let film, film.request != pinnedFilm.request
    else {
      return nil
    }
    let position = pinnedFilm.numbers.indices.min {
      abs(pinnedFilm.numbers[$0] - shownLevel.number) < abs(pinnedFilm.numbers[$1] - shownLevel.number)
    }
    return position.map { (pinnedFilm, $0) }
  }

  /// The root mean square of the distance between rows of the two films that began as the same noise, per column, in the units
  /// of the frame; nil where they did not.
  var distanceBetweenFilms: Double? {
    guard let beside = besideFilm, let film, let shownLevel, let frame = run.portrait?.frame,
      beside.film.request.startsAlike(film.request), film.numbers[0] == beside.film.numbers[0]
    else { return nil }
    let (ours, theirs) = (film.frames[shownLevel.position], beside.film.frames[beside.position])
    guard ours.rows == theirs.rows, ours.rows > 0 else { return nil }
    var sum = 0.0
    for row in 0..<ours.rows {
      for column in 0..<ours.columns {
        let difference = (ours[row, column] - theirs[row, column]) / frame.scale[column]
        sum += difference * difference
      }
    }
    return (sum / Double(ours.rows * ours.columns)).squareRoot()
  }
}

extension FilmRequest {
  /// Whether both begin with the same noise.
  fileprivate func startsAlike(_ other: FilmRequest) -> Bool { seed == other.seed && count == other.count }

  /// Whose denoiser takes which steps, in a few words.
  var brief: String {
    let guided = guidance == 0 ? "" : ", guidance \(shortNumber(guidance))"
    return "\(source == .learned ? "learned" : source.rawValue): \(method.title)\(guided)"
  }
}
