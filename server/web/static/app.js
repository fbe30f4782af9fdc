// Every page works without it.
const all = (root, query) => [...root.querySelectorAll(query)];
const one = (query, root = document) => root.querySelector(query);
const hear = (event, act, first) => document.addEventListener(event, act, first);
const on = (event, query, act) => hear(event, (e) => {
  const hit = e.target.closest && e.target.closest(query);
  if (hit) act(hit, e);
});
const menu = (open) => {
  one('#side').classList.toggle('open', open);
  one('[data-menu]').setAttribute('aria-expanded', open);
};

on('click', '[data-menu]', () => menu(!one('#side').classList.contains('open')));
on('click', '.veil', () => menu(false));
on('click', '[data-print]', () => print());
on('click', '[data-peek]', (button) => {
  const field = one('#' + button.dataset.peek), shown = field.type === 'text';
  field.type = shown ? 'password' : 'text';
  button.setAttribute('aria-pressed', !shown);
});
hear('click', (e) => { for (const box of all(document, 'details.user[open]')) box.open = box.contains(e.target); });

// Drawer.
hear('htmx:afterSwap', (e) => {
  const dialog = e.target.closest('dialog');
  if (dialog && !dialog.open) dialog.showModal();
});
on('click', '[data-close]', (button, e) => { e.preventDefault(); button.closest('dialog').close(); });
on('click', 'dialog', (dialog, e) => { if (e.target === dialog) dialog.close(); });
hear('htmx:beforeSwap', (e) => {
  const notice = one('dialog[open] [data-notice]');
  if (e.detail.isError && notice) e.detail.target = notice;
});

// Ask first.
let asked;
hear('submit', (e) => {
  const form = e.target, button = e.submitter;
  const question = (button && button.dataset.confirm) || form.dataset.confirm;
  if (!question || form === asked) { asked = null; return; }
  e.preventDefault(); e.stopImmediatePropagation();
  const dialog = one('#ask');
  one('p', dialog).textContent = question.replace('{n}', all(form, '[data-pick]:checked').length);
  dialog.returnValue = '';
  dialog.onclose = () => { if (dialog.returnValue) { asked = form; form.requestSubmit(button); } };
  dialog.showModal();
}, true);

// Pick rows.
const count = (form) => {
  const every = all(form, '[data-pick]').length, n = all(form, '[data-pick]:checked').length;
  for (const shown of all(form, '[data-count]')) shown.textContent = n;
  for (const button of all(form, '[data-need]')) button.disabled = !n;
  for (const head of all(form, '[data-all]')) {
    head.checked = n && n === every;
    head.indeterminate = n && n < every;
  }
};
on('change', '[data-all]', (head) => {
  for (const box of all(head.form, '[data-pick]')) box.checked = head.checked;
  count(head.form);
});
on('change', '[data-pick]', (box) => count(box.form));
for (const button of all(document, '[data-need]')) count(button.form);

on('change', '[data-drop] input', (input) => {
  const shown = one('[data-picked]', input.parentNode), file = input.files[0];
  shown.hidden = !file;
  shown.textContent = file ? file.name : '';
});
for (const [event, over] of [['dragover', true], ['dragleave', false], ['drop', false]])
  on(event, '[data-drop]', (zone) => zone.classList.toggle('on', over));

// Keys: / searches, [data-key] in a dialog first, j and k walk [data-row].
// A reason due comes first, Ctrl+Enter sends.
let sender;
hear('keydown', (e) => {
  const { key, target } = e;
  if (e.ctrlKey && key === 'Enter' && sender && sender.form === target.form) { target.blur(); sender.click(); }
  if (e.ctrlKey || e.metaKey || e.altKey || target.matches('input:not([type=checkbox]),textarea,select')) return;
  const root = one('dialog[open]') || document, rows = all(root, '[data-row]');
  const hit = /^[a-z?]$/.test(key) && one(`[data-key="${key}"]`, root);
  const why = hit && hit.form && !hit.formNoValidate && one('textarea', hit.form);
  if (why) sender = hit;
  const field = key === '/' ? one('.search input') : why || (!hit && rows[Math.max(0, rows.indexOf(target) + { j: 1, k: -1 }[key])]);
  if (field) field.focus(); else if (hit) hit.click();
  if (field || hit) e.preventDefault();
});

const faults = one('[data-faults]');
if (faults) faults.focus();
