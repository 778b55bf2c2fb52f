import CellGrid
import Testing

@Suite("Rectangles and layout")
struct GeometryTests {
  @Test("a size is never negative")
  func sizes() {
    #expect(Size(-3, 4) == Size(0, 4))
    #expect(Size(3, 0).isEmpty)
    #expect(!Size(1, 1).isEmpty)
  }

  @Test("the intersection holds exactly the cells that both hold")
  func intersection() {
    let a = Rect(x: 1, y: 1, width: 4, height: 3)
    let b = Rect(x: 3, y: -2, width: 9, height: 5)
    let both = a.intersection(b)
    for y in -3..<8 {
      for x in -3..<15 {
        let point = Point(x, y)
        #expect(both.contains(point) == (a.contains(point) && b.contains(point)))
      }
    }
    #expect(a.intersection(Rect(x: 5, y: 1, width: 2, height: 2)).isEmpty)
  }

  @Test("insets move every side, and end at nothing")
  func insets() {
    let rect = Rect(x: 2, y: 3, width: 10, height: 5)
    #expect(rect.inset(by: 1) == Rect(x: 3, y: 4, width: 8, height: 3))
    #expect(rect.inset(left: 1, top: 2, right: 3, bottom: 3) == Rect(x: 3, y: 5, width: 6, height: 0))
    #expect(Rect(x: 0, y: 0, width: 1, height: 1).inset(by: 1).isEmpty)
  }

  @Test("pieces tile the rectangle whenever there is a share", arguments: [0, 1, 2, 7, 10, 31, 100])
  func tiling(width: Int) {
    let rect = Rect(x: 5, y: 2, width: width, height: 3)
    for extents: [Extent] in [
      [.share(1)], [.share(6), .share(4)], [.cells(8), .share(1), .cells(8)],
      [.share(1), .share(1), .share(1)], [.cells(3), .share(0), .share(7), .share(2)],
    ] {
      let pieces = rect.columns(extents)
      #expect(pieces.count == extents.count)
      var edge = rect.minX
      for piece in pieces {
        #expect(piece.minX == edge)
        #expect(piece.minY == 2 && piece.height == 3)
        edge = piece.maxX
      }
      #expect(edge == rect.maxX)
    }
  }

  @Test("fixed extents come first, in order; shares divide the rest by weight")
  func extents() {
    let rect = Rect(x: 0, y: 0, width: 20, height: 10)
    #expect(rect.columns([.cells(5), .share(1), .share(2)]).map(\.width) == [5, 5, 10])
    #expect(rect.rows([.cells(7), .cells(7), .share(1)]).map(\.height) == [7, 3, 0])
    #expect(rect.rows([.cells(-4), .share(-1), .share(1)]).map(\.height) == [0, 0, 10])
    #expect(rect.columns([.cells(3)]).map(\.width) == [3])
    #expect(rect.columns([]).isEmpty)
  }
}
