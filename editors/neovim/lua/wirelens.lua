-- wirelens in Neovim: starts the language server and shows its views. What branches is in the server.
local M = {}

local SCHEME = 'wirelens://'
local function is_view(uri) return vim.startswith(uri, SCHEME) end

local function client()
  return vim.lsp.get_clients({ name = 'wirelens' })[1]
end

-- Text as Neovim keeps it: lines without their ends. `\n` at the end of a text is no line of its own.
local function lines_of(text)
  return vim.split((text:gsub('\r\n?', '\n')), '\n', { plain = true })
end

-- Windows whose cursor stands on the last line follow the growing end; the others stay where they are.
local function keeping_the_end(buf, change)
  local last = vim.api.nvim_buf_line_count(buf)
  local followers = vim.tbl_filter(function(win)
    return vim.api.nvim_win_get_cursor(win)[1] >= last
  end, vim.fn.win_findbuf(buf))
  vim.bo[buf].modifiable = true
  change()
  vim.bo[buf].modifiable, vim.bo[buf].modified = false, false
  for _, win in ipairs(followers) do
    vim.api.nvim_win_set_cursor(win, { vim.api.nvim_buf_line_count(buf), 0 })
  end
end

-- Replaces everything behind the byte `offset` by `text`; mostly `offset` is the end, and it grows.
local function write(buf, offset, text)
  local known = vim.b[buf].wirelens_length or 0
  keeping_the_end(buf, function()
    local row, column = 0, 0
    if offset == known then
      row = vim.api.nvim_buf_line_count(buf) - 1
      column = #vim.api.nvim_buf_get_lines(buf, row, row + 1, false)[1]
    elseif offset > 0 then
      row = vim.api.nvim_buf_call(buf, function() return vim.fn.byte2line(offset + 1) end) - 1
      if row < 0 then row = vim.api.nvim_buf_line_count(buf) - 1 end
      column = offset - vim.api.nvim_buf_get_offset(buf, row)
    end
    local last = vim.api.nvim_buf_line_count(buf) - 1
    local end_column = #vim.api.nvim_buf_get_lines(buf, last, last + 1, false)[1]
    vim.api.nvim_buf_set_text(buf, row, column, last, end_column, lines_of(text))
  end)
  vim.b[buf].wirelens_length = offset + #text
end

local function fetch(buf, uri)
  local server = client()
  if not server then return end
  local answer = server:request_sync('workspace/textDocumentContent', { uri = uri }, 2000, buf)
  if answer and answer.result then write(buf, 0, answer.result.text) end
end

-- The server announces `wirelens/stream` with the bytes that a view has grown by.
local function on_stream(_, params)
  local buf = vim.fn.bufnr(params.uri)
  if buf == -1 or not vim.api.nvim_buf_is_loaded(buf) then return end
  local known = vim.b[buf].wirelens_length or 0
  if params.offset > known then
    fetch(buf, params.uri) -- something was missed: the whole text is one request away
  else
    write(buf, params.offset, params.text)
  end
end

local function on_show_document(err, params, context)
  if not is_view(params.uri) then
    return vim.lsp.handlers['window/showDocument'](err, params, context)
  end
  local here = vim.api.nvim_get_current_win()
  local buf = vim.fn.bufadd(params.uri)
  local shown = vim.fn.win_findbuf(buf)[1]
  if shown then
    vim.api.nvim_set_current_win(shown)
  else
    vim.cmd('botright vsplit ' .. vim.fn.fnameescape(params.uri))
    vim.wo.wrap = vim.endswith(params.uri, '.md') -- the others have columns, or lines that mean something
  end
  if not params.takeFocus then vim.api.nvim_set_current_win(here) end
  return { success = true }
end

-- The server asks for what `# @prompt` wants to know.
local function on_prompt(_, params)
  local read = params.secret and vim.fn.inputsecret or vim.fn.input
  local said, value = pcall(read, { prompt = params.question .. ': ', cancelreturn = vim.NIL })
  return { value = said and value or vim.NIL }
end

local function on_refresh(_, params)
  local buf = vim.fn.bufnr(params.uri)
  if buf ~= -1 and vim.api.nvim_buf_is_loaded(buf) then
    vim.schedule(function() fetch(buf, params.uri) end)
  end
  return vim.NIL
end

local function execute(command, arguments)
  local server = client()
  if not server then return vim.notify('wirelens is not running here', vim.log.levels.WARN) end
  server:request('workspace/executeCommand', { command = command, arguments = arguments }, function(err)
    if err then vim.notify(err.message, vim.log.levels.ERROR) end
  end)
end

local function place()
  local buf = vim.api.nvim_get_current_buf()
  return vim.uri_from_bufnr(buf), vim.api.nvim_win_get_cursor(0)[1] - 1, vim.lsp.util.buf_versions[buf]
end

function M.send()
  local uri, line, version = place()
  execute('wirelens.send', { uri, line, version })
end

function M.cancel()
  local uri, line = place()
  execute('wirelens.cancel', { uri, line })
end

function M.show(view)
  local uri, line = place()
  execute('wirelens.show', { uri, line, view })
end

-- opts.cmd: how to start the server; opts.settings: the settings of wirelens, as in its documentation.
function M.setup(opts)
  opts = opts or {}
  vim.filetype.add({ extension = { http = 'http', rest = 'http' } })

  vim.api.nvim_create_autocmd('BufReadCmd', {
    pattern = SCHEME .. '*',
    group = vim.api.nvim_create_augroup('wirelens.views', {}),
    callback = function(event)
      local options = vim.bo[event.buf]
      options.buftype, options.swapfile, options.bufhidden, options.modeline = 'nofile', false, 'hide', false
      local kind = event.match:match('%.(%a+)$')
      options.filetype = ({ md = 'markdown', json = 'json' })[kind] or ''
      fetch(event.buf, event.match)
      -- So that hover, definition and references work in a view too.
      local server = client()
      if server then vim.lsp.buf_attach_client(event.buf, server.id) end
    end,
  })

  local capabilities = vim.lsp.protocol.make_client_capabilities()
  capabilities.workspace.textDocumentContent = { dynamicRegistration = false }
  capabilities.experimental = vim.tbl_extend('force', capabilities.experimental or {}, { wirelens = { stream = 1, prompt = true } })

  vim.lsp.config('wirelens', {
    cmd = opts.cmd or { 'wirelens', 'lsp' },
    filetypes = { 'http' },
    root_markers = { 'http-client.env.json', '.git' },
    capabilities = capabilities,
    init_options = opts.settings or vim.empty_dict(),
    handlers = {
      ['wirelens/stream'] = on_stream,
      ['wirelens/prompt'] = on_prompt,
      ['window/showDocument'] = on_show_document,
      ['workspace/textDocumentContent/refresh'] = on_refresh,
    },
    on_attach = function(_, buf)
      if is_view(vim.api.nvim_buf_get_name(buf)) then return end
      if vim.lsp.codelens.enable then
        vim.lsp.codelens.enable(true, { bufnr = buf })
      else
        vim.lsp.codelens.refresh({ bufnr = buf })
      end
    end,
  })
  vim.lsp.enable('wirelens')
end

return M
