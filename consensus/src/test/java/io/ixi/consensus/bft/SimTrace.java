package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the honest validators of one run did, in the order in which they did it, in the words of docs/spec/Trace.tla.
 * It holds no rule of the protocol: the specification judges.
 */
final class SimTrace {
    /** One transition: a TLA+ tuple. */
    private record Step(String what, int node, String kind, long of, List<Integer> signers) {
        String tla() {
            String who = signers.stream().map(String::valueOf).collect(Collectors.joining(", ", "{", "}"));
            return "<<\"" + what + "\", " + node + ", \"" + kind + "\", " + of + ", " + who + ">>";
        }
    }

    private final ValidatorSet set;
    private final int limit;
    private final List<Step> steps = new ArrayList<>();
    private final TreeMap<Hash, Long> ids = new TreeMap<>();
    private final List<SimBlocks.Block> built = new ArrayList<>();
    private final TreeMap<Integer, Long> views = new TreeMap<>();
    private long lastView = 1;

    /** Takes the first {@code limit} transitions: a part of a run from its start is a run. */
    SimTrace(ValidatorSet set, int limit) {
        this.set = set;
        this.limit = limit;
        ids.put(SimBlocks.GENESIS, 0L);
    }

    int size() {
        return steps.size();
    }

    void built(SimBlocks.Block block) {
        built.add(block);
        ids.put(block.payload(), (long) built.size());
        lastView = Math.max(lastView, block.view());
    }

    void subject(String what, int node, Subject subject) {
        step(what, node, subject, List.of());
    }

    void learned(int node, Certificate certificate) {
        List<Integer> signers =
                certificate.shares().stream().map(Certificate.Share::signer).toList();
        step("learn", node, certificate.subject(), signers);
    }

    void durable(int node, Entry entry) {
        switch (entry) {
            case Entry.Cast(var vote) -> subject("write", node, vote.subject());
            case Entry.Certified(Certificate certificate) -> subject("keep", node, certificate.subject());
            case Entry.Verdict verdict -> verdict("note", node, verdict);
        }
    }

    /** Invalid blocks change nothing in the specification. */
    void verdict(String what, int node, Entry.Verdict verdict) {
        if (verdict.valid()) {
            add(new Step(what, node, "", id(verdict.payload()), List.of()));
        }
    }

    void entered(int node, long view) {
        // Start says again which view it is in
        if (view > views.getOrDefault(node, 0L)) {
            at("enter", node, view);
        }
    }

    void restarted(int node, long view) {
        at("restart", node, view);
    }

    void delivered(int node, Proposal proposal) {
        add(new Step("deliver", node, "", id(proposal.payload()), List.of()));
    }

    /** A transition of the validator as a whole. */
    void did(String what, int node) {
        add(new Step(what, node, "", 0, List.of()));
    }

    private void at(String what, int node, long view) {
        views.put(node, view);
        lastView = Math.max(lastView, view);
        add(new Step(what, node, "", view, List.of()));
    }

    private void step(String what, int node, Subject subject, List<Integer> signers) {
        lastView = Math.max(lastView, subject.view());
        add(
                switch (subject) {
                    case Subject.Notarize(Proposal p) -> new Step(what, node, "notarize", id(p.payload()), signers);
                    case Subject.Nullify(long _, long view) -> new Step(what, node, "nullify", view, signers);
                    case Subject.Finalize(Proposal p) -> new Step(what, node, "finalize", id(p.payload()), signers);
                });
    }

    private void add(Step step) {
        if (steps.size() < limit && (steps.isEmpty() || !steps.getLast().equals(step))) {
            steps.add(step);
        }
    }

    private long id(Hash payload) {
        Long id = ids.get(payload);
        if (id == null) {
            throw new AssertionError("nobody built " + payload);
        }
        return id;
    }

    /** The module TraceData of docs/spec/Trace.tla. */
    String tla(List<Integer> byzantine, Leaders leaders) {
        int n = set.size();
        StringBuilder text = new StringBuilder("---- MODULE TraceData ----\nEXTENDS Naturals, Sequences\n");
        define(text, "TheValidators", "0 .. " + (n - 1));
        define(
                text,
                "TheByzantine",
                braces(byzantine.stream().map(Long::valueOf).toList()));
        define(
                text,
                "Powers",
                tuple(IntStream.range(0, n).mapToObj(i -> set.get(i).power()).toList()));
        define(text, "ThePower(i)", "Powers[i + 1]");
        define(text, "TheLastView", String.valueOf(lastView));
        // round-robin over one shuffle: the leader of view v is Order[v mod n]
        define(
                text,
                "Order",
                tuple(IntStream.range(0, n).mapToObj(v -> (long) leaders.of(v)).toList()));
        define(text, "TheLeader(v)", "Order[(v % " + n + ") + 1]");
        define(text, "TheBlocks", "1 .. " + built.size());
        define(text, "Views", tuple(built.stream().map(SimBlocks.Block::view).toList()));
        define(text, "TheView(b)", "IF b = 0 THEN 0 ELSE Views[b]");
        define(text, "Parents", tuple(built.stream().map(b -> id(b.parent())).toList()));
        define(text, "TheParent(b)", "Parents[b]");
        List<Long> invalid = built.stream()
                .filter(b -> !b.executes())
                .map(b -> id(b.payload()))
                .toList();
        define(text, "TheInvalid", braces(invalid));
        define(text, "Events", steps.stream().map(Step::tla).collect(Collectors.joining(",\n", "<<\n", ">>")));
        return text.append("====\n").toString();
    }

    private static void define(StringBuilder text, String name, String value) {
        text.append(name).append(" == ").append(value).append('\n');
    }

    private static String tuple(List<Long> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", ", "<<", ">>"));
    }

    private static String braces(List<Long> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", ", "{", "}"));
    }
}
