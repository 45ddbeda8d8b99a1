package io.ixi.testnet.scenario;

import java.util.Locale;

/** Who lives in the demo town, and where: in millionths of a degree from its square. */
enum TownPeople {
    ANNA("baker", 900, 400),
    BORIS("doctor", -1_200, 700),
    CLARA("head of the school", 2_100, -900),
    DANA("musician", -400, -1_500),
    EGOR("farmer", 14_000, 9_000),
    FAINA("barber", 300, -200),
    GLEB("carpenter", -2_600, -1_100),
    HANNA("student", 1_500, 1_900),
    IVAN("courier", -700, 2_400),
    JUDITH("arbiter", 0, 900),
    KIRILL("arbiter", 1_100, -2_200),
    LARISA("arbiter", -3_100, 400),
    MIRA("labeler of the town's paper", 600, 600),
    NIKITA("juror", -900, -300),
    OLGA("juror", 2_700, 300),
    PAVEL("juror", -1_900, 1_600);

    /** The square, in millionths of a degree. */
    private static final long LONGITUDE = 44_003_200;

    private static final long LATITUDE = 56_326_800;

    private final String what;
    private final long east;
    private final long north;

    TownPeople(String what, long east, long north) {
        this.what = what;
        this.east = east;
        this.north = north;
    }

    String label() {
        return "town-" + handle();
    }

    /** The name that others find the person by. */
    String handle() {
        return name().toLowerCase(Locale.ROOT);
    }

    String what() {
        return what;
    }

    /** Where the person is, so exactly. */
    long cell(int level) {
        return Places.cell(LONGITUDE + east, LATITUDE + north, level);
    }
}
