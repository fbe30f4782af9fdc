-- The recovery ledger (追回台账): rows are only ever added, and the sums are the database's own. Run after every
-- migration; idempotent. An entry reaches its account and its items through its shares; the CHECK constraints of both
-- tables refuse what does not add up: recovered within due, remitted within recovered, written off within the rest.
REVOKE UPDATE, DELETE, TRUNCATE ON vendors_recovery, vendors_recovery_item, vendors_recovery_entry,
  vendors_recovery_share, vendors_recovery_instalment, vendors_recovery_mark FROM hengjian_app;

CREATE OR REPLACE FUNCTION vendors_recovery_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the recovery ledger is append-only';
END $$;
DROP TRIGGER IF EXISTS append_only ON vendors_recovery_entry;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_recovery_entry
  FOR EACH STATEMENT EXECUTE FUNCTION vendors_recovery_is_append_only();
DROP TRIGGER IF EXISTS append_only ON vendors_recovery_share;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_recovery_share
  FOR EACH STATEMENT EXECUTE FUNCTION vendors_recovery_is_append_only();
DROP TRIGGER IF EXISTS append_only ON vendors_recovery_instalment;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_recovery_instalment
  FOR EACH STATEMENT EXECUTE FUNCTION vendors_recovery_is_append_only();
DROP TRIGGER IF EXISTS append_only ON vendors_recovery_mark;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_recovery_mark
  FOR EACH STATEMENT EXECUTE FUNCTION vendors_recovery_is_append_only();

-- An account and an item begin with nothing, whatever was said.
CREATE OR REPLACE FUNCTION vendors_recovery_begins_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.due_fen := 0; NEW.recovered_fen := 0; NEW.remitted_fen := 0;
  NEW.written_off_fen := 0; NEW.refundable_fen := 0; NEW.refunded_fen := 0;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS begins_empty ON vendors_recovery;
CREATE TRIGGER begins_empty BEFORE INSERT ON vendors_recovery
  FOR EACH ROW EXECUTE FUNCTION vendors_recovery_begins_empty();
DROP TRIGGER IF EXISTS begins_empty ON vendors_recovery_item;
CREATE TRIGGER begins_empty BEFORE INSERT ON vendors_recovery_item
  FOR EACH ROW EXECUTE FUNCTION vendors_recovery_begins_empty();

-- What a share does to its item and to the item's account. The service's role may not update either table itself.
CREATE OR REPLACE FUNCTION vendors_recovery_keep_sums() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public AS $$
DECLARE e vendors_recovery_entry; account integer; due bigint := 0; recovered bigint := 0; remitted bigint := 0;
  written_off bigint := 0; refundable bigint := 0; refunded bigint := 0;
BEGIN
  SELECT * INTO STRICT e FROM vendors_recovery_entry WHERE id = NEW.entry;
  SELECT recovery INTO STRICT account FROM vendors_recovery_item WHERE id = NEW.item;
  IF account <> e.recovery THEN RAISE EXCEPTION 'a share of another account''s item'; END IF;
  IF NEW.institution <> e.institution THEN RAISE EXCEPTION 'a share of another institution'; END IF;
  IF sign(NEW.amount_fen) <> sign(e.amount_fen) THEN RAISE EXCEPTION 'a share has its entry''s sign'; END IF;
  CASE e.kind
    WHEN 'due', 'due_lowered' THEN due := NEW.amount_fen;
    WHEN 'receipt', 'receipt_reversed', 'offset', 'offset_reversed' THEN recovered := NEW.amount_fen;
    WHEN 'refundable' THEN recovered := -NEW.amount_fen; refundable := NEW.amount_fen;
    WHEN 'remittance', 'remittance_reversed', 'remittance_recalled' THEN remitted := NEW.amount_fen;
    WHEN 'write_off', 'write_off_lowered' THEN written_off := NEW.amount_fen;
    WHEN 'refund', 'refund_reversed' THEN refunded := NEW.amount_fen;
  END CASE;
  UPDATE vendors_recovery_item SET due_fen = due_fen + due, recovered_fen = recovered_fen + recovered,
    remitted_fen = remitted_fen + remitted, written_off_fen = written_off_fen + written_off,
    refundable_fen = refundable_fen + refundable, refunded_fen = refunded_fen + refunded WHERE id = NEW.item;
  UPDATE vendors_recovery SET due_fen = due_fen + due, recovered_fen = recovered_fen + recovered,
    remitted_fen = remitted_fen + remitted, written_off_fen = written_off_fen + written_off,
    refundable_fen = refundable_fen + refundable, refunded_fen = refunded_fen + refunded WHERE id = account;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS keep_sums ON vendors_recovery_share;
CREATE TRIGGER keep_sums AFTER INSERT ON vendors_recovery_share
  FOR EACH ROW EXECUTE FUNCTION vendors_recovery_keep_sums();

-- Every entry, instalment and mark is of its account's institution and moves the account's version on; 暂停 is told to
-- its item.
CREATE OR REPLACE FUNCTION vendors_recovery_move_on() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE vendors_recovery SET version = version + 1 WHERE id = NEW.recovery AND institution = NEW.institution;
  IF NOT FOUND THEN RAISE EXCEPTION 'a row of another institution than its account'; END IF;
  IF TG_TABLE_NAME = 'vendors_recovery_mark' THEN
    IF NEW.kind IN ('suspended', 'resumed') THEN
      UPDATE vendors_recovery_item SET suspended = NEW.kind = 'suspended' WHERE id = NEW.item;
    END IF;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS move_on ON vendors_recovery_entry;
CREATE TRIGGER move_on AFTER INSERT ON vendors_recovery_entry
  FOR EACH ROW EXECUTE FUNCTION vendors_recovery_move_on();
DROP TRIGGER IF EXISTS move_on ON vendors_recovery_instalment;
CREATE TRIGGER move_on AFTER INSERT ON vendors_recovery_instalment
  FOR EACH ROW EXECUTE FUNCTION vendors_recovery_move_on();
DROP TRIGGER IF EXISTS move_on ON vendors_recovery_mark;
CREATE TRIGGER move_on AFTER INSERT ON vendors_recovery_mark
  FOR EACH ROW EXECUTE FUNCTION vendors_recovery_move_on();

-- An entry's sign is its kind's, what it takes back is of its own account, and its shares come to it, to the last fen.
CREATE OR REPLACE FUNCTION vendors_recovery_entry_is_whole() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public AS $$
DECLARE shared bigint; earlier vendors_recovery_entry;
BEGIN
  IF (NEW.amount_fen < 0) <> (NEW.kind IN ('due_lowered', 'receipt_reversed', 'offset_reversed',
      'remittance_reversed', 'remittance_recalled', 'write_off_lowered', 'refund_reversed')) THEN
    RAISE EXCEPTION 'an entry of kind % is not %', NEW.kind, NEW.amount_fen;
  END IF;
  IF (NEW.reverses IS NOT NULL) <> (NEW.kind LIKE '%\_reversed') THEN
    RAISE EXCEPTION 'a row that takes back names what it takes back, and no other does';
  END IF;
  IF NEW.reverses IS NOT NULL THEN
    SELECT * INTO STRICT earlier FROM vendors_recovery_entry WHERE id = NEW.reverses;
    IF earlier.recovery <> NEW.recovery OR earlier.amount_fen <> -NEW.amount_fen
      OR earlier.kind || '_reversed' <> NEW.kind THEN
      RAISE EXCEPTION 'entry % does not take back entry %', NEW.id, NEW.reverses;
    END IF;
  END IF;
  SELECT coalesce(sum(amount_fen), 0) INTO shared FROM vendors_recovery_share WHERE entry = NEW.id;
  IF shared <> NEW.amount_fen THEN
    RAISE EXCEPTION 'the shares of entry % come to %, not %', NEW.id, shared, NEW.amount_fen;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS is_whole ON vendors_recovery_entry;
CREATE CONSTRAINT TRIGGER is_whole AFTER INSERT ON vendors_recovery_entry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION vendors_recovery_entry_is_whole();

-- Nor does a share join an entry that is whole without it.
CREATE OR REPLACE FUNCTION vendors_recovery_share_is_part() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public AS $$
DECLARE shared bigint; whole bigint;
BEGIN
  SELECT amount_fen INTO STRICT whole FROM vendors_recovery_entry WHERE id = NEW.entry;
  SELECT sum(amount_fen) INTO shared FROM vendors_recovery_share WHERE entry = NEW.entry;
  IF shared <> whole THEN
    RAISE EXCEPTION 'the shares of entry % come to %, not %', NEW.entry, shared, whole;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS is_part ON vendors_recovery_share;
CREATE CONSTRAINT TRIGGER is_part AFTER INSERT ON vendors_recovery_share DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION vendors_recovery_share_is_part();
