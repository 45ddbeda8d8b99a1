package io.ixi.testnet.scenario;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The one list of them. */
final class Scenarios {
    static final List<Scenario> ALL = List.of(
            new SlotRace(),
            new VendorVanishes(),
            new DisputedOrder(),
            new CreatorMonth(),
            new AgentContainment(),
            new StorageLife(),
            new DiplomaToJob(),
            new KeyRotation(),
            new NothingPersonal(),
            new ParameterChange(),
            new SetChange(),
            new StakingMonth(),
            new HiddenProofs(),
            new ShieldedPayment(),
            new PrivateTotal());

    private Scenarios() {}

    /** By its name in any case. */
    static Optional<Scenario> of(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(scenario -> scenario.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
    }
}
