package io.ixi.node.care;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.types.Hash;
import io.ixi.node.config.ConfigException;
import io.ixi.node.fuzz.FuzzTarget;
import java.nio.file.Path;
import java.util.List;

/** What goes through the owner's door. */
public final class CareFuzz {
    private CareFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("door.request", List.of(OwnerDoor.backupRequest(Path.of("a", "b"))), CareFuzz::request),
                new FuzzTarget(
                        "door.answer",
                        List.of(OwnerDoor.done(new Backup.Contents(Hash.ZERO, 5, Hash.ZERO)), OwnerDoor.refused("no")),
                        CareFuzz::answer));
    }

    private static String request(byte[] input) {
        try {
            String path = Reader.decode(input, OwnerDoor::backupRequest);
            return path.isEmpty() ? "no path" : "a path";
        } catch (MalformedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String answer(byte[] input) {
        try {
            return "height " + Reader.decode(input, OwnerDoor::answer).height();
        } catch (ConfigException refused) {
            return "refused";
        } catch (MalformedException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
