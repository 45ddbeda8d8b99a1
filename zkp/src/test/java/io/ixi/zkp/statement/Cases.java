package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A good example of each statement, for tests and benchmarks of all of them. */
public final class Cases {
    private static final World WORLD = new World(1);

    private Cases() {}

    /** A statement and what shows it: a new vector at each call, because the prover overwrites it. */
    public record Case(String name, Statement statement, Supplier<long[]> secrets) {}

    public static Case transfer() {
        Quad key = WORLD.quad();
        ViewingKey viewing = ViewingKey.of(key);
        WordTree tree = new WordTree(Tags.NOTE_NODE, Transfer.DEPTH);
        Note first = new Note(1, 100, viewing.owner(Quad.ZERO), WORLD.quad(), WORLD.quad());
        Note second = new Note(1, 50, viewing.owner(Quad.ZERO), WORLD.quad(), WORLD.quad());
        tree.append(first.commitment().toArray());
        tree.append(second.commitment().toArray());
        TransferPlan plan = new TransferPlan(
                key,
                new Spend(first, Quad.ZERO, 0, tree.path(0)),
                new Spend(second, Quad.ZERO, 1, tree.path(1)),
                new TransferPlan.Output(WORLD.quad(), 120, WORLD.quad()),
                new TransferPlan.Output(WORLD.quad(), 29, WORLD.quad()));
        Transfer transfer = plan.statement(World.CHAIN, Quad.of(tree.root()), 0, 0, 1, World.EFFECTS);
        return new Case("1 shielded transfer", transfer, plan::secrets);
    }

    public static Case pass() {
        Quad secret = WORLD.quad();
        List<Long> claims = new ArrayList<>(Collections.nCopies(Pass.CLAIMS, 1990L));
        Credential credential = new Credential(4, 100, 1, Credential.holder(secret), claims, WORLD.quad());
        WordTree issuer = new WordTree(Tags.CREDENTIAL_NODE, Pass.CREDENTIALS);
        issuer.append(credential.leaf().toArray());
        WordTree registry = new WordTree(Tags.ISSUER_NODE, Pass.ISSUERS);
        registry.append(Credential.accreditation(Quad.of(issuer.root()), 4).toArray());
        PassPlan plan = new PassPlan(secret, credential, PassPlan.Place.in(issuer, 0), PassPlan.Place.in(registry, 0));
        Pass pass = new Pass(
                World.CHAIN,
                Quad.of(registry.root()),
                4,
                50,
                2,
                Optional.of(new Pass.Range(0, 2000)),
                Optional.empty(),
                Quad.ZERO,
                Credential.pseudonym(secret, Quad.ZERO),
                World.EFFECTS);
        return new Case("2 credential pass", pass, () -> plan.secrets(2));
    }

    public static Case total(int count) {
        Measurement[] records = new Measurement[count];
        Arrays.setAll(records, i -> new Measurement(i, 9, 0, 0, WORLD.quad()));
        TotalPlan plan = new TotalPlan(List.of(records));
        Total total = plan.statement(World.CHAIN, 9, 0, 1000, World.EFFECTS);
        return new Case("3 total of " + count, total, () -> plan.secrets(9, 0));
    }
}
