package io.ixi.vm.ssi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.proto.CredentialTest;
import io.ixi.vm.ssi.proto.Accredit;
import io.ixi.vm.ssi.proto.Decline;
import io.ixi.vm.ssi.proto.DeleteCredential;
import io.ixi.vm.ssi.proto.HoldsQuery;
import io.ixi.vm.ssi.proto.HoldsResult;
import io.ixi.vm.ssi.proto.Kind;
import io.ixi.vm.ssi.proto.Resume;
import io.ixi.vm.ssi.proto.Revoke;
import io.ixi.vm.ssi.proto.Suspend;
import io.ixi.vm.ssi.proto.Unaccredit;
import io.ixi.vm.testkit.MemoryChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Issuers and subjects that do whatever comes to mind, against a model that keeps a list of credentials: both agree on
 * every outcome, and on who holds what. {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class SsiPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_500);
    private static final int ISSUERS = 3;
    private static final int SUBJECTS = 3;

    private static final class Model {
        final ByteString id;
        final int type;
        final int issuer;
        final int subject;
        final long from;
        final long until;
        String status = "OFFERED";

        Model(ByteString id, int type, int issuer, int subject, long from, long until) {
            this.id = id;
            this.type = type;
            this.issuer = issuer;
            this.subject = subject;
            this.from = from;
            this.until = until;
        }

        boolean over(long now) {
            return until != 0 && now >= until;
        }

        boolean stale(long now) {
            return over(now) || now - from >= SsiModule.DEFAULTS.getOfferS() * 1_000;
        }

        String place() {
            return type + "/" + issuer + "/" + subject;
        }
    }

    private MemoryChain chain = Chains.chain();
    private Random random = new Random(0);
    private List<ByteString> types = new ArrayList<>();
    private List<Model> all = new ArrayList<>();
    private Map<String, Model> held = new TreeMap<>();
    private boolean[][] accredited = new boolean[2][ISSUERS];

    /** Account 0 is the authority of both types; the second needs no acceptance. */
    private void begin(long seed) {
        chain = Chains.chain();
        random = new Random(seed);
        types = List.of(
                SsiTest.defined(chain, SsiTest.define(Kind.KIND_OTHER)),
                SsiTest.defined(chain, SsiTest.define(Kind.KIND_BADGE).setUnasked(true)));
        all = new ArrayList<>();
        held = new TreeMap<>();
        accredited = new boolean[][] {{true, false, false}, {true, false, false}};
    }

    private String counts(Model model, long now) {
        Model before = held.get(model.place());
        boolean blocks = before != null && !before.status.equals("REVOKED") && !before.over(now);
        if (blocks) {
            return "DUPLICATE";
        }
        if (before != null) {
            all.remove(before);
        }
        held.put(model.place(), model);
        model.status = "ACTIVE";
        return "OK";
    }

    private void offer() {
        int type = random.nextInt(2);
        int issuer = random.nextInt(ISSUERS);
        int subject = 3 + random.nextInt(SUBJECTS);
        long now = chain.now();
        long until = random.nextBoolean() ? 0 : now + random.nextInt(4_000_000);
        Message message =
                SsiTest.offer(types.get(type), subject).setUntilMs(until).build();
        ByteString id = chain.nextId("credential", issuer);
        Model model = new Model(id, type, issuer, subject, now, until);
        String expected = "OK";
        if (!accredited[type][issuer]) {
            expected = "NOT_ACCREDITED";
        } else if (model.over(now)) {
            expected = "BAD_PERIOD";
        } else if (type == 1) {
            expected = counts(model, now);
        }
        assertThat(chain.outcome(issuer, message)).isEqualTo(expected);
        if (expected.equals("OK")) {
            all.add(model);
        }
    }

    private void accreditation() {
        int type = random.nextInt(2);
        int issuer = 1 + random.nextInt(ISSUERS - 1);
        boolean now = accredited[type][issuer];
        Message message = now
                ? Unaccredit.newBuilder()
                        .setType(types.get(type))
                        .setIssuer(MemoryChain.address(issuer))
                        .build()
                : Accredit.newBuilder()
                        .setType(types.get(type))
                        .setIssuer(MemoryChain.address(issuer))
                        .build();
        assertThat(chain.outcome(0, message)).isEqualTo("OK");
        accredited[type][issuer] = !now;
    }

    private void remove(Model model) {
        all.remove(model);
        held.remove(model.place(), model);
    }

    /** Something that somebody does to a credential. */
    private void act() {
        Model model = all.get(random.nextInt(all.size()));
        boolean right = random.nextInt(5) > 0;
        long now = chain.now();
        int subject = right ? model.subject : 7;
        int issuer = right ? model.issuer : 7;
        switch (random.nextInt(6)) {
            case 0 -> expect(subject, SsiTest.accept(model.id), accepted(model, right, now));
            case 1 -> {
                String expected =
                        !model.status.equals("OFFERED") ? "BAD_STATE" : right || model.stale(now) ? "OK" : "NOT_OWNER";
                expect(subject, Decline.newBuilder().setCredential(model.id).build(), expected);
                if (expected.equals("OK")) {
                    remove(model);
                }
            }
            case 2 -> {
                String expected = !right ? "NOT_OWNER" : model.status.equals("ACTIVE") ? "OK" : "BAD_STATE";
                expect(issuer, Suspend.newBuilder().setCredential(model.id).build(), expected);
                model.status = expected.equals("OK") ? "SUSPENDED" : model.status;
            }
            case 3 -> {
                String expected = !right ? "NOT_OWNER" : model.status.equals("SUSPENDED") ? "OK" : "BAD_STATE";
                expect(issuer, Resume.newBuilder().setCredential(model.id).build(), expected);
                model.status = expected.equals("OK") ? "ACTIVE" : model.status;
            }
            case 4 -> {
                String fault = model.status.equals("REVOKED") ? "REVOKED" : "BAD_STATE";
                boolean may = model.status.equals("ACTIVE") || model.status.equals("SUSPENDED");
                String expected = !right ? "NOT_OWNER" : may ? "OK" : fault;
                expect(issuer, Revoke.newBuilder().setCredential(model.id).build(), expected);
                model.status = expected.equals("OK") ? "REVOKED" : model.status;
            }
            default -> {
                String expected =
                        model.status.equals("OFFERED") ? "BAD_STATE" : right || model.over(now) ? "OK" : "NOT_OWNER";
                expect(
                        subject,
                        DeleteCredential.newBuilder().setCredential(model.id).build(),
                        expected);
                if (expected.equals("OK")) {
                    remove(model);
                }
            }
        }
    }

    private String accepted(Model model, boolean right, long now) {
        if (!right) {
            return "NOT_OWNER";
        }
        return !model.status.equals("OFFERED") || model.stale(now) ? "BAD_STATE" : counts(model, now);
    }

    private void expect(int account, Message message, String expected) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(expected);
    }

    private void compare() {
        long now = chain.now();
        for (int type = 0; type < 2; type++) {
            for (int subject = 3; subject < 3 + SUBJECTS; subject++) {
                int t = type;
                int s = subject;
                boolean expected = held.values().stream()
                        .anyMatch(m -> m.type == t && m.subject == s && m.status.equals("ACTIVE") && !m.over(now));
                HoldsQuery query = HoldsQuery.newBuilder()
                        .setAccount(MemoryChain.address(subject))
                        .setTest(CredentialTest.newBuilder().setType(types.get(type)))
                        .build();
                assertThat(chain.ask("ssi/holds", query, HoldsResult.getDefaultInstance())
                                .getHolds())
                        .isEqualTo(expected);
            }
        }
    }

    @Property(tries = 2)
    void theChainAndTheModelAgree(@ForAll long seed) {
        begin(seed);
        for (int i = 0; i < OPERATIONS; i++) {
            if (random.nextInt(20) == 0) {
                chain.pass(random.nextInt(20) == 0 ? 2_600_000_000L : random.nextInt(600_000));
            }
            int kind = random.nextInt(10);
            if (kind == 0) {
                accreditation();
            } else if (kind < 4 || all.isEmpty()) {
                offer();
            } else {
                act();
            }
            if (i % 50 == 0) {
                compare();
            }
        }
        compare();
        chain.audit();
    }
}
