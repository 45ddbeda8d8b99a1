package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.agents.proto.AgentCard;
import io.ixi.vm.agents.proto.AgentQuery;
import io.ixi.vm.agents.proto.IntentInfo;
import io.ixi.vm.agents.proto.IntentsQuery;
import io.ixi.vm.agents.proto.IntentsResult;
import io.ixi.vm.agents.proto.LogInfo;
import io.ixi.vm.agents.proto.LogQuery;
import io.ixi.vm.agents.proto.LogResult;
import io.ixi.vm.agents.proto.Mandate;
import io.ixi.vm.agents.proto.MandateInfo;
import io.ixi.vm.agents.proto.MandateQuery;
import io.ixi.vm.agents.proto.MandatesQuery;
import io.ixi.vm.agents.proto.MandatesResult;
import io.ixi.vm.agents.proto.Proposal;
import io.ixi.vm.agents.proto.ProposalQuery;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Read only. */
final class AgentQueries {
    private static final int MAX_MANDATES = 32;
    private static final int MAX_PAGE = 100;

    private AgentQueries() {}

    private static <T> T found(@Nullable T value) throws RejectedException {
        if (value == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return value;
    }

    private static int limit(int wanted, int most) throws RejectedException {
        if (Integer.compareUnsigned(wanted, most) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + most);
        }
        return wanted == 0 ? most : wanted;
    }

    static Mandate mandate(Overlay overlay, MandateQuery params) throws RejectedException {
        return found(
                new AgentsState(overlay).mandate(Bytes.wrap(params.getMandate().toByteArray())));
    }

    static MandatesResult mandates(Overlay overlay, MandatesQuery params) throws RejectedException {
        int limit = limit(params.getLimit(), MAX_MANDATES);
        AgentsState state = new AgentsState(overlay);
        Address account = Address.of(params.getAccount());
        Bytes after = Bytes.wrap(params.getCursor().toByteArray());
        MandatesResult.Builder page = MandatesResult.newBuilder();
        Predicate<Bytes> visitor = id -> {
            if (page.getMandatesCount() == limit) {
                page.setNext(page.getMandates(limit - 1).getId());
                return false;
            }
            Mandate mandate = state.mandate(id);
            if (mandate != null) {
                page.addMandates(MandateInfo.newBuilder()
                        .setId(ByteString.copyFrom(id.unsafeArray()))
                        .setMandate(mandate));
            }
            return true;
        };
        if (params.getAsAgent()) {
            state.scanByGrantee(account, after, visitor);
        } else {
            state.scanByGrantor(account, after, visitor);
        }
        return page.build();
    }

    static Proposal proposal(Overlay overlay, ProposalQuery params) throws RejectedException {
        return found(new AgentsState(overlay)
                .proposal(Bytes.wrap(params.getProposal().toByteArray())));
    }

    static IntentsResult intents(Overlay overlay, IntentsQuery params) throws RejectedException {
        int limit = limit(params.getLimit(), MAX_PAGE);
        IntentsResult.Builder page = IntentsResult.newBuilder();
        Bytes after = Bytes.wrap(params.getCursor().getBytes(StandardCharsets.UTF_8));
        new AgentsState(overlay).scanIntents(after, (name, intent) -> {
            if (page.getIntentsCount() == limit) {
                page.setNext(page.getIntents(limit - 1).getName());
                return false;
            }
            page.addIntents(IntentInfo.newBuilder().setName(name).setIntent(intent));
            return true;
        });
        return page.build();
    }

    static LogResult log(Overlay overlay, LogQuery params) throws RejectedException {
        int limit = limit(params.getLimit(), AgentsState.LOG_LENGTH);
        AgentsState state = new AgentsState(overlay);
        Address grantor = Address.of(params.getGrantor());
        long last = state.grantor(grantor).getUses();
        long first = Math.max(1, last - AgentsState.LOG_LENGTH + 1);
        LogResult.Builder page = LogResult.newBuilder();
        for (long number = Math.max(first, params.getCursor()); number <= last; number++) {
            if (page.getEntriesCount() == limit) {
                return page.setNext(number).build();
            }
            page.addEntries(LogInfo.newBuilder().setNumber(number).setEntry(found(state.logged(grantor, number))));
        }
        return page.build();
    }

    static AgentCard agent(Overlay overlay, AgentQuery params) throws RejectedException {
        return found(new AgentsState(overlay).card(Address.of(params.getAgent())));
    }
}
