import CellGrid
import DataFiles
import NumericCore
import Testing

@testable import Explorer

@Suite("The tour")
struct TourTests {
  @Test("Every text is a lesson, in letters that every terminal has or that have a stand-in")
  func texts() throws {
    let texts = tourTexts()
    #expect(texts.count >= 8)
    for text in texts {
      let lesson = try Lesson(text)
      for line in [lesson.title] + lesson.pages.map(\.text) {
        #expect(!line.contains("?") && !line.inPlainLetters.contains("?"), "\(line)")
      }
    }
    #expect(Lesson.all.count == texts.count)
  }

  @Test(
    "A text that is no lesson is refused with what is wrong",
    arguments: [
      "no title", "# t\ndata: iris\nlab: em\n", "# t\ndata: iris\nlab: none\n\ntext",
      "# t\ndata: iris\nlab: em\nkeys: Nokey\n\ntext", "# t\ndata: iris\nlab: em\n\ntext\nwait: soon\n",
    ])
  func faults(_ text: String) {
    #expect(throws: Lesson.Fault.self) { try Lesson(text) }
  }

  @Test(
    "Every lesson is played to its end: what a page asks for can be pressed, and is followed by what it says")
  func play() async throws {
    var desk = Desk.empty(lab: .em)
    await desk.settle(desk.beginTour())
    for (number, lesson) in Lesson.all.enumerated() {
      for (place, page) in lesson.pages.enumerated() {
        await setUp(&desk)
        #expect(!desk.lines(with: "Tour \(number + 1)/\(Lesson.all.count)").isEmpty, "\(lesson.title)")
        #expect(desk.explorer.shownLab == lesson.lab, "\(lesson.title), page \(place + 1)")
        for step in page.steps {
          switch step {
          case .press(let keys): for key in keys { await desk.receive(.key(key)) }
          case .wait(nil): await desk.wait()
          case .wait(let step?):
            for _ in 0..<2000 where desk.explorer.activeStep ?? 0 < step { await desk.tick() }
            #expect(desk.explorer.activeStep ?? 0 >= step, "\(lesson.title) never comes to \(step)")
          }
        }
        if page.steps.isEmpty || page.keys.last != "Space" { await setUp(&desk) }
        let picture = desk.grid.lines.joined(separator: "\n")
        for sight in page.sights {
          #expect(
            picture.contains(sight.inPlainLetters), "\(lesson.title), page \(place + 1): \(sight)\n\(picture)"
          )
        }
        // A page that is longer than the strip is scrolled first.
        let before = desk.explorer.tour.map { ($0.lesson, $0.page) }
        for _ in 0..<9 where desk.explorer.tour.map({ ($0.lesson, $0.page) == before ?? (-1, -1) }) == true {
          await desk.press("PageDown")
        }
      }
    }
    #expect(desk.explorer.tour == nil)
  }

  /// Lets the lesson be set up: its data, and the keys that follow them.
  private func setUp(_ desk: inout Desk) async {
    for _ in 0..<200 {
      guard desk.explorer.tour.map({ $0.awaitsData || !$0.pending.isEmpty }) == true else { break }
      await desk.tick()
    }
    for _ in 0..<20 { await desk.tick() }
  }

  @Test("The strip leaves the lab enough at any size, and the tour can be left and begun again")
  func sizes() async {
    var desk = await Desk()
    await desk.press("F3")
    await setUp(&desk)
    for (width, height) in [(1, 1), (20, 5), (24, 7), (40, 12), (60, 18), (80, 24), (100, 30), (200, 60)] {
      await desk.receive(.resized(Size(width, height)))
      #expect(desk.grid.size == Size(width, height))
      #expect(desk.explorer.size.height >= min(height, 7))
    }
    await desk.press("PageUp", "PageDown", "e")
    await desk.press("F3")
    #expect(desk.explorer.size == desk.explorer.screen)
    await desk.press("PageDown")
    #expect(desk.status.contains("F3 begins the tour"))
  }
}
