package io.ixi.vm.economy.governance;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.governance.proto.Ballot;
import io.ixi.vm.economy.governance.proto.Guardian;
import io.ixi.vm.economy.governance.proto.Open;
import io.ixi.vm.economy.governance.proto.Parameters;
import io.ixi.vm.economy.governance.proto.Proposal;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. Ids have 20 bytes. */
final class GovernanceState {
    private static final Table<Proposal> PROPOSAL = Table.of(Proposal.getDefaultInstance());
    private static final Table<Ballot> BALLOT = Table.of(Ballot.getDefaultInstance());
    private static final Table<Open> OPEN = Table.of(Open.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());
    private static final Table<Guardian> GUARDIAN = Table.of(Guardian.getDefaultInstance());

    private final Overlay state;

    GovernanceState(Overlay state) {
        this.state = state;
    }

    @Nullable
    Proposal proposal(Bytes id) {
        return id.size() == ObjectId.BYTES ? PROPOSAL.get(state, PROPOSAL.key().raw(id)) : null;
    }

    void put(Bytes id, Proposal proposal) {
        PROPOSAL.put(state, PROPOSAL.key().raw(id), proposal);
    }

    Ballot ballot(Bytes id, Address voter) {
        return BALLOT.getOrEmpty(state, BALLOT.key().raw(id).address(voter));
    }

    boolean hasVoted(Bytes id, Address voter) {
        return BALLOT.has(state, BALLOT.key().raw(id).address(voter));
    }

    void put(Bytes id, Address voter, Ballot ballot) {
        BALLOT.put(state, BALLOT.key().raw(id).address(voter), ballot);
    }

    /** Ids of proposals that are not over; never more than a few. */
    List<Bytes> open() {
        List<Bytes> ids = new ArrayList<>();
        OPEN.scan(state, OPEN.key(), Bytes.EMPTY, (id, open) -> ids.add(id));
        return ids;
    }

    /** Whether the overlay opened or closed a proposal. */
    boolean touchedOpen() {
        boolean[] touched = new boolean[1];
        OPEN.written(state, (id, open) -> {
            touched[0] = true;
            return false;
        });
        return touched[0];
    }

    void putOpen(Bytes id) {
        OPEN.put(state, OPEN.key().raw(id), Open.newBuilder().setOpen(true).build());
    }

    void deleteOpen(Bytes id) {
        OPEN.delete(state, OPEN.key().raw(id));
    }

    /** Sees every ballot. */
    interface Ballots {
        void visit(Bytes id, Ballot ballot);
    }

    void scanBallots(Bytes id, Ballots visitor) {
        BALLOT.scan(state, BALLOT.key().raw(id), Bytes.EMPTY, (voter, ballot) -> {
            visitor.visit(id, ballot);
            return true;
        });
    }

    void scanProposals(java.util.function.BiConsumer<Bytes, Proposal> visitor) {
        PROPOSAL.scan(state, PROPOSAL.key(), Bytes.EMPTY, (id, proposal) -> {
            visitor.accept(id, proposal);
            return true;
        });
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }

    @Nullable
    Address guardian() {
        Guardian guardian = GUARDIAN.getOrEmpty(state, GUARDIAN.key());
        return guardian.hasAccount() ? Address.of(guardian.getAccount()) : null;
    }

    void put(Guardian guardian) {
        GUARDIAN.put(state, GUARDIAN.key(), guardian);
    }
}
