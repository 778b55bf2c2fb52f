import CellGrid
import Explorer
import PlotKit
import Testing
import TestSupport

@Suite("Pictures of the views that explain EM")
struct ExplainingPictureTests {
  /// The lab with the view whose title is `title`.
  private func desk(
    _ title: String, after keys: String..., size: Size = Size(100, 30)
  ) async -> Desk {
    var desk = await Desk(size: size)
    for key in keys { await desk.press(key) }
    for _ in 0..<8 where desk.lines(with: title).isEmpty { await desk.press("w") }
    return desk
  }

  /// The rows from the one with `title` to the end.
  private func view(_ title: String, _ desk: Desk) -> Grid {
    let grid = desk.grid
    let top = grid.lines.firstIndex { $0.contains(title) } ?? 0
    return part(Rect(x: 0, y: top, width: grid.size.width, height: grid.size.height - top), of: grid)
  }

  @Test("After E: the bound touches the log-likelihood where θ is")
  func touch() async {
    expect(
      view("Touching", await desk("Touching", after: "e", "m", "e")),
      shows: """
        +=[Touching minoriser]====================== KL 0.0000 nats =+|                                    |
        |nats above l at q                                           ||                                    |
        | |          :                  **********                   ||                                    |
        |4+          :           *******^ooo      *******            ||BIC 2330.9  AIC 2291.3  ICL 2332.0  |
        | |          :      *****ooo        oooooo       ****        ||least sure: row 24 p=0.63 k=2       |
        |2+          :  ****o                     oooo       ***     ||narrowest k=1: 0.25 sd of data      |
        | |          ***                              ooo       ***  |+------------------------------------+
        |0+        **@                                   oo        **|+- Settings -------------------- F2 -+
        | |    ****  :                                     oo        ||K 2  full  start given              |
        | ++---------+--------+---------+------ step: 0 now, 1 next +||ridge 1e-6  tol 1e-6  speed 4 it/s  |
        |  -0.5     0.0      0.5       1.0      1.5       2.0     2.5||axes eruptions, waiting             |
        |* l  o bound F  q q's theta  @ theta  ^ max F               ||units the data's own                |
        |l -1134.628  F -1134.628  slopes at q: l 6.27 F 6.27        ||                                    |
        +============================================================++------------------------------------+
         q is exact at theta: F touches l with the same slope and lies below elsewhere.
         Space run  , . step  e m half  Left Right theta  f q  v line  w view  [ ] scrub     ? help  q quit
        """)
  }

  @Test("After M: θ at the maximum of the bound, the log-likelihood higher by KL")
  func maximum() async {
    expect(
      view("Touching", await desk("Touching", after: "e", "m", "e", "m")),
      shows: """
        +=[Touching minoriser]====================== KL 0.8107 nats =+|                                    |
        |nats above l at q                                           ||                                    |
        | |                             @*********                   ||                                    |
        |4+                      *******^ooo      *******            ||                                    |
        | |                 *****ooo    :   oooooo       ****        ||least sure: row 24 p=0.63 k=2       |
        |2+             ****o           :         oooo       ***     ||narrowest k=1: 0.22 sd of data      |
        | |          ***                :             ooo       ***  |+------------------------------------+
        |0+        **q                  :                oo        **|+- Settings -------------------- F2 -+
        | |    ****                     :                  oo        ||K 2  full  start given              |
        | ++---------+--------+---------+------ step: 0 now, 1 next +||ridge 1e-6  tol 1e-6  speed 4 it/s  |
        |  -0.5     0.0      0.5       1.0      1.5       2.0     2.5||axes eruptions, waiting             |
        |* l  o bound F  q q's theta  @ theta  ^ max F               ||units the data's own                |
        |l -1130.492  F -1131.303  slopes at q: l 6.27 F 6.27        ||                                    |
        +============================================================++------------------------------------+
         M went to max F; l lies higher by KL(q || p) = 0.8107 nats: e gathers it.
         Space run  , . step  e m half  Left Right theta  f q  v line  w view  [ ] scrub     ? help  q quit
        """)
  }

  @Test("θ dragged, and q hard: the touch fails; alone on a small screen")
  func hard() async {
    var desk = await desk("Touching", after: "e", "m", "e", size: Size(60, 18))
    await desk.press("f", "Right", "Right", "Right", "Right", "Right", "Right", "Right", "Right")
    expect(
      desk.grid,
      shows: """
         elbow  [1 EM]   faithful 272x2  = -1134.628  PAUSED it 1 E
        +=[Touching minoriser]==================== KL 0.1781 nats =+
        |nats above l at q                                         |
        |  |                    :       ********                   |
        | 4+                    :*******oo^ooooo*******            |
        |  |                 ***@o                  ooo****        |
        | 2+              ***o  :                      ooo ****    |
        |  |           ***o     :                         oo  ***  |
        | 0+        *q*o        :                           oo   **|
        |  |     ***o           :                             o    |
        |-2+  ****o             :                              oo  |
        |  ++--------+--------+--------+----- step: 0 now, 1 next +|
        |   -0.5    0.0      0.5      1.0      1.5      2.0     2.5|
        |* l  o bound F  q q's theta  @ theta  ^ max F             |
        |l -1131.570  F -1131.748  slopes at q: l 6.27 F 7.26      |
        +==========================================================+
         q is hard: F touches l nowhere. At theta KL is 0.1781 nat~
         Space run  , . step  e m half  f q  v line  ? help  q quit
        """)
  }

  @Test("Along a free parameter")
  func parameter() async {
    var desk = await desk("Touching", after: ".", ".", ".", ".", ".", ".", size: Size(80, 24))
    await desk.press("v", "v")
    expect(
      view("Touching", desk),
      shows: """
        +=[Touching minoriser]======== KL 0.0000 nats =+|1 0.356 2.036 54.48 0.263 5.81|
        | 0+              . . .**@**. . .              ||2 0.644 4.290 79.97 0.412 6.00|
        |  |               ****  :  ****               ||                              |
        |-1+              **     :     **              ||                              |
        |  |             *       :       *             ||                              |
        |  |           **        :        **           ||                              |
        |-2+          **         :          *          ||BIC 2322  AIC 2283  ICL 2323  |
        |    1.95       2.00      2.05    mu1 eruptions||least sure: row 244 p=0.80 k=1|
        |* l  o bound F  q q's theta  @ theta  ^ max F ||narrowest k=1: 0.22 sd of data|
        |l -1130.264  F -1130.264                      ||1 start: S tries more         |
        +==============================================++------------------------------+
         q is exact at theta: F touches l with the same slope and lies below elsewhere.
         Space run  , . step  e m half  Left Right theta  f q  v line    ? help  q quit
        """)
  }

  @Test("The gains of seven iterations on a logarithmic axis, and on a linear one")
  func stack() async {
    var desk = await desk("Gain", after: ".", ".", ".", ".", ".", ".", ".", ".")
    expect(
      view("Gain", desk),
      shows: """
        +=[Gain by iteration, log]================= +9.4473e-8 nats =+|                                    |
        |    | ::::                                                  ||                                    |
        | 1e0+ ::::   ::::                                           ||BIC 2322.2  AIC 2282.5  ICL 2322.7  |
        |    | ::::   ::::   ::::                                    ||least sure: row 244 p=0.80 k=1      |
        |1e-3+ ::::   ::::   ::::   ::::                             ||narrowest k=1: 0.22 sd of data      |
        |    | ::::   ::::   ::::   ::::   ::::                      ||1 start: S tries more               |
        |1e-6+ ::::   ::::   ::::   ::::   ::::   ::::               |+------------------------------------+
        |    | ::::   ::::   ::::   ::::   ::::   ::::   ::::        |+- Settings -------------------- F2 -+
        |    | ::::   ::::   ::::   ::::   ::::   ::::   ::::   :::: ||K 2  full  start given              |
        |        1      2      3      4     5      6        iteration||ridge 1e-6  tol 1e-6  speed 4 it/s  |
        |KL %    7     20     15     18     19     19     19     16  ||axes eruptions, waiting             |
        |: gain, log axis  % of it KL, free; rest dQ                 ||units the data's own                |
        |it 8: dQ 7.895e-8 + KL 1.552e-8 = dl 9.447e-8               ||                                    |
        +============================================================++------------------------------------+
         Iteration 8: dQ 7.895e-8 aimed at, KL 1.552e-8 free: 16 % of the gain.
         Space run  , . step  e m half  Left Right iteration  y log  w view  [ ] scrub       ? help  q quit
        """)
    await desk.receive(.resized(Size(80, 24)))
    await desk.press("y", "Left", "Left", "Left", "Left")
    expect(
      view("Gain", desk),
      shows: """
        +=[Gain by iteration]======== +0.0080164 nats =+|1 0.356 2.036 54.48 0.263 5.80|
        |  | ===              :                        ||2 0.644 4.290 79.97 0.412 6.00|
        |  | ###              :                        ||                              |
        |50+ ###              :                        ||                              |
        |  | ###              :                        ||                              |
        |  | ###              :                        ||                              |
        | 0+ ###   ___  ___  _:_   ___  ___  ___   ___ ||BIC 2322  AIC 2283  ICL 2323  |
        |      1    2    3    4     5    6    iteration||least sure: row 244 p=0.80 k=1|
        |# delta Q, aimed at  = KL(old || new), free   ||narrowest k=1: 0.22 sd of data|
        |it 4: dQ 0.006542 + KL 0.001474 = dl 0.008016 ||1 start: S tries more         |
        +==============================================++------------------------------+
         Iteration 4: dQ 0.006542 aimed at, KL 0.001474 free: 18 % of the gain.
         Space run  , . step  e m half  Left Right iteration  y log      ? help  q quit
        """)
  }

  @Test("Ellipses and speed, beside each other and alone")
  func missing() async {
    var desk = await desk("Missing", after: ".", ".", ".", ".", ".", ".", ".", ".")
    expect(
      view("Missing", desk),
      shows: """
        +=[Missing information]======================================+|                                    |
        |                                                            ||                                    |
        |                                                            ||BIC 2322.2  AIC 2282.5  ICL 2322.7  |
        |                                                            ||least sure: row 244 p=0.80 k=1      |
        |                                                            ||narrowest k=1: 0.22 sd of data      |
        |                                                            ||1 start: S tries more               |
        |                                                            |+------------------------------------+
        |  S goes on to the maximum and finds the information there  |+- Settings -------------------- F2 -+
        |                                                            ||K 2  full  start given              |
        |                                                            ||ridge 1e-6  tol 1e-6  speed 4 it/s  |
        |                                                            ||axes eruptions, waiting             |
        |                                                            ||units the data's own                |
        |                                                            ||                                    |
        +============================================================++------------------------------------+
         Converged: l per row changed by 3.5e-10, below tol. 1 start: S tries more.
         Space run  , . step  e m half  S compute  Right Down parameters  E refits  w view   ? help  q quit
        """)
    await desk.press("S")
    await desk.wait()
    expect(
      view("Missing", desk),
      shows: """
        +=[Missing information]======================== rate 0.2408 =+|                                    |
        |mu1 eruptions                       SEs from the maximum    ||                                    |
        |    |                                   |*                  ||BIC 2322.2  AIC 2282.5  ICL 2322.7  |
        |2.10+      ssosssosossossssos           |.***               ||least sure: row 244 p=0.80 k=1      |
        |    |   sso                  oss     1e0+    ***            ||narrowest k=1: 0.22 sd of data      |
        |2.05+   s           @          s        |       ****        ||1 start: S tries more               |
        |2.00+   sso                  oss    1e-2+           ****    |+------------------------------------+
        |    |      sossssosossosssoss           |              **** |+- Settings -------------------- F2 -+
        |    |                               1e-4+                  #||K 2  full  start given              |
        |    +-----+--------+-------+- pi1 -     ++-----+----+-----+-||ridge 1e-6  tol 1e-6  speed 4 it/s  |
        |        0.30     0.35    0.40            0.0  2.5  5.0   7.5||axes eruptions, waiting             |
        |c complete  o observed  s sandwich  . by rate               ||units the data's own                |
        |missing of pi1 0.4 %, mu1 eruptions 2.8 %                   ||                                    |
        +============================================================++------------------------------------+
         Each iteration leaves 24.1 % of the error: the largest missing share.
         Space run  , . step  e m half  S compute  Right Down parameters  E refits  w view   ? help  q quit
        """, edges: 12)
    await desk.press("Right", "Right", "z")
    expect(
      desk.grid,
      shows: """
         elbow  [1 EM] 2 VI  3 VAE                            faithful 272x2  = -1130.264  CONVERGED it 8 E
        +=[Missing information]============================================================== rate 0.2408 =+
        |mu1 eruptions                                              SEs from the maximum                   |
        |     |                                                         |                                  |
        |     |                                                         |*                                 |
        |2.100+                      ooooooooooss ssss s ss s        1e1+.**                               |
        |     |                 coooo      s ssoooo          s          |  **                              |
        |     |               ooo      ss s      ccoo        s          |    **                            |
        |2.075+             oo      ss              coo      s       1e0+      **                          |
        |     |            oc     s                  coo     s          |        **                        |
        |     |           oc   ss                     coo   s           |          **                      |
        |2.050+          oc  s                         co s             |            *                     |
        |     |          oss                           cos          1e-1+             ***                  |
        |     |         soc              @            sso               |                **                |
        |2.025+        s oc                         s  co               |                 ***              |
        |     |      s   ooc                     ss   co            1e-2+                    **            |
        |     |     s     ooc                  s     co                 |                     ***          |
        |2.000+     s      ooc              ss      oo                  |                        ***       |
        |     |     s        oocc      s ss      ooo                1e-3+                          **      |
        |1.975+     s          ooooss s      ooooc                      |                            ***   |
        |     |      s ss s ssss ssoooooooooo                           |                              .*  |
        |     |                                                     1e-4+                                *#|
        |     |                                                         |                                  |
        |     +--+-----+-----+-----+-----+-----+-----+----- S1 11 -     ++-------+--------+-------+-------+|
        |      0.03  0.04  0.05  0.06  0.07  0.08  0.09  0.10  0.11      0       2        4       6       8|
        |c complete  o observed  s sandwich  . by rate                                                     |
        |missing of S1 11 11.6 %, mu1 eruptions 2.8 %, contracts by 0.2407                                 |
        +==================================================================================================+
         Each iteration leaves 24.1 % of the error: the largest missing share.
         Space run  , . step  e m half  S compute  Right Down parameters  E refits  w view   ? help  q quit
        """, edges: 12)
    await desk.receive(.resized(Size(40, 12)))
    expect(
      desk.grid,
      shows: """
         elbow    = -1130.264  CONVERGED it 8 E
        +=[Missing information]== rate 0.2408 =+
        |2.10+            ooooooosos s sss s   |
        |2.05+      osssos ss s s  cooooos s   |
        |2.00+   s soooooc  s @ ss sossso      |
        |    |   s sss s sosooooooo            |
        |        0.04   0.06    0.08      S1 11|
        |c complete  o observed  s sandwich    |
        |missing of S1 11 11.6 %               |
        +======================================+
         Each iteration leaves 24.1 % of the e~
         Space run  , . step     ? help  q quit
        """, edges: 12)
  }
}
