import CellGrid

/// A tour under way: which page of which lesson is read, and what still has to be set up.
struct Tour: Sendable {
  /// The lessons.
  let lessons: [Lesson]
  /// Which is held, counted from 0.
  private(set) var lesson = 0
  /// Which of its pages is read, counted from 0.
  private(set) var page = 0
  /// The first line of the page in sight.
  var firstLine = 0
  /// Whether the data of the lesson have not come yet.
  var awaitsData = true
  /// Keys that set the lesson up and were not pressed yet.
  var pending: [Key] = []

  /// A tour from the first lesson.
  init(lessons: [Lesson] = Lesson.all) {
    self.lessons = lessons
    begin(0)
  }

  /// The lesson that is held.
  var present: Lesson { lessons[lesson] }
  /// The page that is read.
  var text: Lesson.Page { present.pages[page] }
  /// Whether this is the last page of all.
  var isAtEnd: Bool { lesson == lessons.count - 1 && page == present.pages.count - 1 }

  /// Turns to the next page.
  /// - Returns: whether that is in another lesson, which has to be set up; nil at the end.
  mutating func turn() -> Bool? {
    firstLine = 0
    if page + 1 < present.pages.count {
      page += 1
      return false
    }
    guard lesson + 1 < lessons.count else { return nil }
    begin(lesson + 1)
    return true
  }

  /// Turns to the page before; before the first page of a lesson stands the first of the lesson before.
  /// - Returns: whether that is in another lesson, which has to be set up; nil at the beginning.
  mutating func turnBack() -> Bool? {
    firstLine = 0
    if page > 0 {
      page -= 1
      return false
    }
    guard lesson > 0 else { return nil }
    begin(lesson - 1)
    return true
  }

  private mutating func begin(_ number: Int) {
    (lesson, page, firstLine) = (number, 0, 0)
    awaitsData = true
    pending = lessons[number].keys
  }
}
