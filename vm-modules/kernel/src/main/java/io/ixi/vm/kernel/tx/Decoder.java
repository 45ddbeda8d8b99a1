package io.ixi.vm.kernel.tx;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.module.Shape;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Lane;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.proto.TypedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * From bytes to {@link Tx}, cheapest checks first, before any state or signature is looked at. Total: a transaction
 * or a {@link RejectedException}. Immutable, safe for many threads.
 */
public final class Decoder {
    private static final Shape TRANSACTION = Shape.of(Transaction.getDescriptor());
    private static final Shape BODY = Shape.of(TransactionBody.getDescriptor());

    private final NavigableMap<Integer, Entry> types = new TreeMap<>();

    private record Entry(MessageSpec spec, Shape shape) {}

    public Decoder(Registry registry) {
        for (MessageSpec spec : registry.messages()) {
            types.put(spec.type(), new Entry(spec, Shape.of(spec.descriptor())));
        }
    }

    public Tx decode(Bytes bytes, Hash chain) throws RejectedException {
        if (bytes.size() > Tx.MAX_BYTES) {
            throw RejectedException.of(KernelError.OVERSIZED);
        }
        Transaction transaction = parse(TRANSACTION, Transaction.parser(), bytes.unsafeArray());
        byte[] raw = transaction.getBody().toByteArray();
        TransactionBody body = parse(BODY, TransactionBody.parser(), raw);
        if (!Hash.of(body.getChain().toByteArray()).equals(chain)) {
            throw RejectedException.of(KernelError.WRONG_CHAIN);
        }
        if (body.getSequence() < 0 || body.getValidUntilHeight() < 0) {
            throw RejectedException.of(KernelError.LIMIT);
        }
        Scheme scheme = scheme(body, transaction.getSignaturesList());
        List<Call> calls = calls(body);
        return new Tx(
                bytes,
                Domain.transactionId(raw),
                Domain.signingHash(chain, raw),
                body,
                transaction.getSignaturesList(),
                Address.of(body.getAccount()),
                body.getSequence(),
                body.getValidUntilHeight(),
                Amount.of(body.getMaxFee()),
                calls,
                gas(calls, raw.length, scheme));
    }

    private static <M> M parse(Shape shape, Parser<M> parser, byte[] bytes) throws RejectedException {
        Shape.Fault fault = shape.check(bytes);
        if (fault != null) {
            boolean messages = shape == BODY
                    && fault.error() == KernelError.LIMIT
                    && fault.field().equals("messages");
            throw RejectedException.of(messages ? KernelError.TOO_MANY_MESSAGES : fault.error(), fault.field());
        }
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw RejectedException.of(KernelError.MALFORMED, "text that is not UTF-8");
        }
    }

    /** The one that signs: the signature's, or for an unsigned draft the key's. Sizes must fit their schemes. */
    private static Scheme scheme(TransactionBody body, List<Signature> signatures) throws RejectedException {
        Scheme scheme = Scheme.ML_DSA_44;
        if (body.hasKey()) {
            scheme = Scheme.ofNumber(body.getKey().getScheme())
                    .orElseThrow(() -> RejectedException.of(KernelError.KEY_MISMATCH));
            if (body.getKey().getPublicKey().size() != scheme.publicKeyBytes()) {
                throw RejectedException.of(KernelError.KEY_MISMATCH);
            }
        }
        if (signatures.size() > 1) {
            throw RejectedException.of(KernelError.BAD_SIG);
        }
        for (Signature signature : signatures) {
            Scheme by =
                    Scheme.ofNumber(signature.getScheme()).orElseThrow(() -> RejectedException.of(KernelError.BAD_SIG));
            if (signature.getSignature().size() != by.signatureBytes() || (body.hasKey() && by != scheme)) {
                throw RejectedException.of(KernelError.BAD_SIG);
            }
            scheme = by;
        }
        return scheme;
    }

    private List<Call> calls(TransactionBody body) throws RejectedException {
        if (body.getMessagesCount() == 0) {
            throw RejectedException.of(KernelError.NO_MESSAGES);
        }
        List<Call> calls = new ArrayList<>(body.getMessagesCount());
        for (TypedMessage typed : body.getMessagesList()) {
            Entry entry = types.get(typed.getType());
            if (entry == null) {
                throw RejectedException.of(KernelError.UNKNOWN_MESSAGE, Integer.toUnsignedString(typed.getType()));
            }
            Parser<? extends Message> parser = entry.spec.prototype().getParserForType();
            calls.add(new Call(
                    entry.spec, parse(entry.shape, parser, typed.getValue().toByteArray())));
        }
        return calls;
    }

    private static Gas gas(List<Call> calls, int bodyBytes, Scheme scheme) {
        Lane first = calls.getFirst().spec().lane();
        Gas gas = Gas.of(first, Gas.ofSignature(scheme) + Gas.ofBytes(bodyBytes + scheme.signatureBytes()));
        for (Call call : calls) {
            gas = gas.plus(Gas.of(call.spec().lane(), call.spec().gas() + items(call)));
        }
        return gas;
    }

    private static long items(Call call) {
        long items = 0;
        if (call.spec().gasPerItem() > 0) {
            for (FieldDescriptor field : call.spec().descriptor().getFields()) {
                items += field.isRepeated() ? call.body().getRepeatedFieldCount(field) : 0;
            }
        }
        return items * call.spec().gasPerItem();
    }
}
